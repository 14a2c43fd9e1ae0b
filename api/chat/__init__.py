"""Conversations: runs that many may watch, threads that outlive the process, and how doors tell them."""
