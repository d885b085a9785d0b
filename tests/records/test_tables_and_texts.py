"""Tables and plain text: columns, times, names, several lines; nobody is taken for the consumer in silence."""

from __future__ import annotations

import pytest

from runaround.errors import Mistake
from runaround.model import Speaker
from runaround.records import Column, Format, Taken

HELLO = [("consumer", "Where is it?"), ("bot", "On its way.")]

TABLES = {
    "commas": "role,text\nuser,Where is it?\nbot,On its way.\n",
    "semicolons": "Sender;Message\nCustomer 12;Where is it?\nBot;On its way.\n",
    "tabs": "speaker\ttext\ttime\nCustomer\tWhere is it?\t1\nBot\tOn its way.\t2\n",
    "Windows line ends and a mark": "\ufeffrole,text\r\nuser,Where is it?\r\nbot,On its way.\r\n",
    "Chinese headers": "会话ID,发送者,内容,时间\n1,客户,Where is it?,10:00:01\n1,智能客服,On its way.,10:00:02\n",
    "quotes": 'role,text\nuser,"Where is it?"\nbot,"On its way."\n',
}


@pytest.mark.parametrize("text", TABLES.values(), ids=TABLES)
def test_a_table_is_read_by_its_headers(reader, text: str) -> None:
    assert [HELLO] == reader.said(text, name="chat.csv")


def test_columns_can_be_named(reader) -> None:
    text = "a,b\nuser,Where is it?\nbot,On its way.\n"

    found = reader.said(text, name="chat.csv", columns={Column.SPEAKER: "a", Column.TEXT: "b"})

    assert [HELLO] == found


def test_a_table_without_the_columns_says_which_there_are(reader) -> None:
    text = "found no column for speaker, text among 'a', 'b'; name columns with --column speaker=HEADER."

    assert [Mistake("f", 1, "", text)] == reader.items("a,b\n1,2\n", name="chat.csv")


def test_a_cell_may_have_several_lines_and_a_bad_row_is_told_with_its_line(reader) -> None:
    text = 'chat_id,role,text\n1,user,"Where\nis it?"\n\n1\n1,bot,On its way.\n'

    found = reader.items(text, name="chat.csv")

    assert Mistake("f", 5, "", "the row has 1 cells and no speaker.") == found[0]
    assert [[("consumer", "Where\nis it?"), HELLO[1]]] == reader.said(text, name="chat.csv")


def test_mixed_conversations_of_a_table_are_told_apart_with_their_sessions(reader) -> None:
    rows = ["case id,visit,role,text", "1,a,user,Hi", "2,a,user,Hello", "1,b,bot,Yes", "2,a,bot,No"]

    talks = reader.talks("\n".join(rows), name="chat.csv")

    found = {talk.id: [(turn.text, turn.session) for turn in talk.turns] for talk in talks}
    assert {"1": [("Hi", 1), ("Yes", 2)], "2": [("Hello", 1), ("No", 1)]} == found


def test_minutes_are_no_reason_to_call_an_answer_late(reader) -> None:
    text = "role,text,time\nuser,Hi,2024-05-01 10:00\nbot,Yes,2024-05-01 10:01\nuser,So?,2024-05-01 10:05\n"

    (talk,) = reader.talks(text, name="chat.csv")

    assert [0.0, 0.0, 180.0] == [turn.at for turn in talk.turns]


def test_who_comes_back_after_an_hour_begins_a_session(reader) -> None:
    text = "role,text,time\nuser,Hi,10:00:00\nbot,Yes,10:59:00\nuser,So?,12:00:00\n"

    (talk,) = reader.talks(text, name="chat.csv")

    assert [1, 1, 2] == [turn.session for turn in talk.turns]


TEXTS = {
    "names": "Customer: Where is it?\nBot: On its way.\n",
    "full-width colons": "顾客：Where is it?\n客服小美：On its way.\n",
    "times in brackets": "[2024-05-01 10:00:00] Customer: Where is it?\n[2024-05-01 10:00:05] Bot: On its way.\n",
    "times of a messenger": "12/31/23, 9:15 PM - Customer: Where is it?\n12/31/23, 9:16 PM - Bot: On its way.\n",
    "times and names above": "2024-05-01 10:00 顾客(123)\nWhere is it?\n\n2024-05-01 10:01 客服小美\nOn its way.\n",
    "names above": "顾客 2024-05-01 10:00:00\nWhere is it?\n\n客服小美 2024-05-01 10:00:05\nOn its way.\n",
    "blank lines": "\nCustomer: Where is it?\n\nBot: On its way.\n\n",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_plain_text_is_read(reader, text: str) -> None:
    assert Format.TEXT is reader.find_format(text)
    assert [HELLO] == reader.said(text)


def test_a_notice_of_a_messenger_is_the_systems(reader) -> None:
    text = f"12/31/23, 9:14 PM - Messages are encrypted.\n{TEXTS['times of a messenger']}"

    assert [[("system", "Messages are encrypted."), *HELLO]] == reader.said(text)


def test_a_message_goes_on_until_the_next_name(reader) -> None:
    text = "Customer: Where\nis it?\nNote: http://x.example\nBot: On its way.\n"

    assert [[("consumer", "Where\nis it?\nNote: http://x.example"), HELLO[1]]] == reader.said(text)


def test_a_line_of_signs_begins_the_next_conversation_with_its_title(reader) -> None:
    text = "Customer: Where is it?\nBot: On its way.\n=== case 7 ===\nCustomer: Hi\n"

    assert ["chat-1", "case 7"] == [talk.id for talk in reader.talks(text)]


def test_the_only_name_that_says_nothing_is_the_consumer_beside_a_bot_and_that_is_told(reader) -> None:
    found = reader.items("Anna: Where is it?\nBot: On its way.\n")

    assert [Taken("Anna", Speaker.CONSUMER), Taken("Bot", Speaker.BOT)] == found[:2]


def test_nobody_is_taken_for_the_consumer_where_two_could_be(reader) -> None:
    text = "nobody can tell which name is the consumer's: 'Anna', 'Ben'; say it with --consumer NAME."

    assert [Mistake("f", 1, "", text)] == reader.items("Anna: Where is it?\nBen: On its way.\n" * 2, name="chat.txt")


def test_the_person_who_reads_says_who_is_who(reader) -> None:
    speakers = {"anna": Speaker.CONSUMER, "ben": Speaker.HUMAN}

    found = reader.said("Anna: Where is it?\nBen: On its way.\n", speakers=speakers, name="chat.txt")

    assert [[HELLO[0], ("human", "On its way.")]] == found


def test_a_text_that_begins_with_no_name_is_told_with_its_line(reader) -> None:
    found = reader.items("---\nhello there\n", written=Format.TEXT)

    assert [Mistake("f", 2, "", "expected 'Name: text', found 'hello there'.")] == found


def test_the_language_is_that_of_the_consumer(reader) -> None:
    talks = [reader.talks(f"user: {words}\nbot: 好的\n")[0].lang for words in ("Where is it?", "在哪里")]

    assert ["en", "zh"] == talks
