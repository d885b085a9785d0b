"""Talks as a contact by the client that is generated from Chatwoot's own swagger, and prints what it gets."""

import json
import sys

import chatwoot_client as api

base, inbox = sys.argv[1:]
settings = api.Configuration()
settings.host = base
client = api.ApiClient(settings)

contact = api.ContactsAPIApi(client).create_a_contact({"identifier": "c-1", "name": "Li"}, inbox)
source = contact.source_id
talk = api.ConversationsAPIApi(client).create_a_conversation({"custom_attributes": {}}, inbox, source)
messages = api.MessagesAPIApi(client)
sent = messages.create_a_message({"content": "hello"}, inbox, source, talk.id)
listed = messages.list_all_converation_messages(inbox, source, talk.id)
choice = {"submitted_values": [{"title": "Refund", "value": "/refund"}]}
offers = [one for one in listed if one.content_type == "input_select"]
updated = messages.update_a_message(choice, inbox, source, talk.id, offers[0].id)
told = [[one.message_type, one.content] for one in listed]
sys.stdout.write(json.dumps({"sent": sent.content, "listed": told, "updated": updated.id == offers[0].id}))
