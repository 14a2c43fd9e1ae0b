"""Who answers: the planner by itself, or a language model through the same tools and the same checks"""
