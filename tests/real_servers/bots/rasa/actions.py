"""What the bot does beside talking: it hands over to a human, and it breaks."""

from rasa_sdk import Action
from rasa_sdk.events import ConversationPaused


class PauseAction(Action):
    def name(self):
        return "action_pause"

    def run(self, *_args):
        return [ConversationPaused()]


class CrashAction(Action):
    def name(self):
        return "action_crash"

    def run(self, *_args):
        raise RuntimeError("the action breaks")
