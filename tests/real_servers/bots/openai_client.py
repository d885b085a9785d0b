"""Talks to a server with the `openai` package, and writes what it understood; run in a virtual environment of its own.

Arguments: the address, the protocol, and whether to stream.
"""

import json
import sys

from openai import OpenAI

url, api, streaming = sys.argv[1:]
client = OpenAI(base_url=url, api_key="client-key", max_retries=0)
is_streamed = streaming == "stream"
always = {"model": "fake", "metadata": {"session": "s1", "user": "u1"}}


def chat(messages):
    if not is_streamed:
        message = client.chat.completions.create(messages=messages, **always).choices[0].message
        return message.content, [(call.id, call.function.name) for call in message.tool_calls or ()], message
    with client.chat.completions.stream(messages=messages, **always) as stream:
        stream.until_done()
        message = stream.get_final_completion().choices[0].message
    return message.content, [(call.id, call.function.name) for call in message.tool_calls or ()], message


def check_that_it_can_be_taken_up(identity, count):
    events = list(client.responses.retrieve(identity, stream=True, starting_after=1))
    assert [event.sequence_number for event in events] == list(range(2, count))
    assert client.responses.retrieve(identity).status == "completed"


def respond(content, previous):
    with client.responses.stream(input=content, previous_response_id=previous, background=True, **always) as stream:
        count = len(list(stream))
        response = stream.get_final_response()
    check_that_it_can_be_taken_up(response.id, count)
    calls = [(item.call_id, item.name) for item in response.output if item.type == "function_call"]
    return response.output_text, calls, response.id


heard = []
if api == "chat":
    history = [{"role": "user", "content": "hi"}]
    for _ in range(3):
        text, calls, message = chat(history)
        heard.append([text, [name for _, name in calls]])
        said = message.model_dump(exclude_none=True, include={"role", "content", "tool_calls"})
        for call in said.get("tool_calls", ()):
            call["function"].pop("parsed_arguments", None)
            call.pop("index", None)
        history += [said, *({"role": "tool", "tool_call_id": one, "content": "done"} for one, _ in calls)]
        if not calls:
            break
else:
    content, previous = [{"role": "user", "content": "hi"}], None
    for _ in range(3):
        text, calls, previous = respond(content, previous)
        heard.append([text, [name for _, name in calls]])
        content = [{"type": "function_call_output", "call_id": one, "output": "done"} for one, _ in calls]
        if not calls:
            break
sys.stdout.write(json.dumps(heard))
