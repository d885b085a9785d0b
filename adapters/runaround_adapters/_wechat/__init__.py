"""The parts of the adapter `wechat`: signed messages to the bot, what it answers, and the platform's API for it."""
