"""A scripted model that speaks OpenAI's chat protocol on loopback: well-behaved or bad in a way one chooses"""
