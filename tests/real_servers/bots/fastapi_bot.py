"""A bot as many companies write one: FastAPI with a model of the request that takes no other keys."""

import os

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict


class Question(BaseModel):
    """What is asked."""

    model_config = ConfigDict(extra="forbid")
    query: str
    session_id: str


app = FastAPI()


@app.post("/api/chat")
def answer(question: Question) -> dict[str, object]:
    """Answer like any of them."""
    said = f"您好，您说的是：{question.query}。请问还有什么可以帮您？"
    return {"code": 0, "msg": "success", "data": {"answer": said, "session_id": question.session_id}}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
