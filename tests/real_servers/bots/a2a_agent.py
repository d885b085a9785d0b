"""An agent on the A2A SDK: asks back, ends tasks, sends artifacts in pieces, fails, and signals a handoff."""

import os
import uuid

import uvicorn
from a2a.server.agent_execution import AgentExecutor
from a2a.server.request_handlers import DefaultRequestHandler
from a2a.server.routes import create_agent_card_routes, create_jsonrpc_routes, create_rest_routes
from a2a.server.tasks import InMemoryTaskStore, TaskUpdater
from a2a.types import (
    AgentCapabilities,
    AgentCard,
    AgentInterface,
    AgentSkill,
    Message,
    Part,
    Role,
    Task,
    TaskState,
    TaskStatus,
)
from starlette.applications import Starlette

PORT = int(os.environ["PORT"])


class CareAgent(AgentExecutor):
    async def execute(self, context, queue):
        text = context.get_user_input()
        if text == "hello":
            await queue.enqueue_event(
                Message(
                    message_id=str(uuid.uuid4()),
                    role=Role.ROLE_AGENT,
                    parts=[Part(text="Hello! How can I help you?")],
                    context_id=context.context_id,
                )
            )
            return
        if not context.current_task:
            status = TaskStatus(state=TaskState.TASK_STATE_SUBMITTED)
            task = Task(id=context.task_id, context_id=context.context_id, status=status, history=[context.message])
            await queue.enqueue_event(task)
        task = TaskUpdater(queue, context.task_id, context.context_id)
        await task.update_status(TaskState.TASK_STATE_WORKING, message=self._say(task, "One moment, I am looking."))
        if "human" in text:
            metadata = {"handoff": "requested"}
            message = self._say(task, "I am handing you over.")
            await task.update_status(TaskState.TASK_STATE_INPUT_REQUIRED, message=message, metadata=metadata)
        elif "letter" in text:
            await task.add_artifact([Part(text="Dear ")], artifact_id="letter", append=False, last_chunk=False)
            await task.add_artifact([Part(text="customer")], artifact_id="letter", append=True, last_chunk=True)
            await task.complete()
        elif "break" in text:
            await task.failed(message=self._say(task, "The order system is down."))
        elif "thanks" in text:
            await task.complete(message=self._say(task, "Goodbye."))
        else:
            asked = "Please upload a photo of the package."
            await task.update_status(TaskState.TASK_STATE_INPUT_REQUIRED, message=self._say(task, asked))

    async def cancel(self, context, queue):
        pass

    def _say(self, task, text):
        return task.new_agent_message([Part(text=text)])


def main():
    card = AgentCard(
        name="care",
        description="A bot for customer care.",
        version="1",
        capabilities=AgentCapabilities(streaming=True),
        default_input_modes=["text/plain"],
        default_output_modes=["text/plain"],
        skills=[AgentSkill(id="care", name="care", description="Customer care.", tags=["care"])],
        supported_interfaces=[
            AgentInterface(url=f"http://127.0.0.1:{PORT}/rpc", protocol_binding="JSONRPC", protocol_version=version)
            for version in ("1.0", "0.3")
        ]
        + [AgentInterface(url=f"http://127.0.0.1:{PORT}", protocol_binding="HTTP+JSON", protocol_version="1.0")],
    )
    handler = DefaultRequestHandler(agent_executor=CareAgent(), task_store=InMemoryTaskStore(), agent_card=card)
    routes = create_jsonrpc_routes(handler, rpc_url="/rpc", enable_v0_3_compat=True)
    routes += create_rest_routes(handler)
    app = Starlette(routes=[*create_agent_card_routes(card), *routes])
    uvicorn.run(app, host="127.0.0.1", port=PORT, log_level="warning")


main()
