"""Dialogflow CX: who may ask, what is asked, and what answers hold."""
