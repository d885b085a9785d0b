"""What the bot does beside talking: it hands over to a human, and it breaks."""

from rasa_sdk import Action
from rasa_sdk.events import ConversationPaused


class PauseAction(Action):
    def name(self):
        return "action_pause"

    def run(self, dispatcher, tracker, domain):  # noqa: ARG002 (Rasa counts them)
        return [ConversationPaused()]


class CrashAction(Action):
    def name(self):
        return "action_crash"

    def run(self, dispatcher, tracker, domain):  # noqa: ARG002 (Rasa counts them)
        raise RuntimeError("the action breaks")
