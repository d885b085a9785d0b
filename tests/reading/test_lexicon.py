"""Which phrasebooks read a conversation: by its words, over all of it; and what a company adds is handed in."""

from __future__ import annotations

from runaround.model import Message, Speaker, Transcript, Turn
from runaround.reading import Act, Lexicon, promised_s, read, read_message, shipped
from runaround.reading.lexicon import add_data

ACME = {"language": "en", "company": {"fallback": {"says": "bleep bloop\n"}}}

SPANISH = Lexicon({"es": shipped().data["es"]})


def languages_of(*texts: str, declared: str = "") -> tuple[str, ...]:
    return shipped().narrow(texts, declared=declared).languages


def test_english_is_read_by_english_and_chinese() -> None:
    assert ("en", "zh") == languages_of("Where is my order?", "It is on the way.")


def test_spanish_is_read_by_spanish_and_chinese() -> None:
    assert ("es", "zh") == languages_of("¿Dónde está mi pedido?", "Su pedido está en camino.")


def test_spanish_needs_no_accents() -> None:
    assert ("es", "zh") == languages_of("donde esta mi pedido", "no lo he recibido")


def test_loan_words_do_not_make_spanish_of_english() -> None:
    """People say hola, adios and El Corte Inglés in English, too."""
    said = "Hola! I bought a sombrero at El Corte Inglés in Los Angeles and it has not arrived.", "Gracias, adios amigo"

    assert ("en", "zh") == languages_of(*said, "Sorry to hear that, what is your order number?")


def test_a_conversation_in_two_languages_is_read_by_both() -> None:
    assert ("en", "es", "zh") == languages_of("¿Dónde está mi pedido? No lo he recibido.", "What is the number of it?")


def test_nothing_in_particular_is_read_as_the_record_says() -> None:
    assert (("en", "zh"), ("es", "zh")) == (languages_of("Ok."), languages_of("Ok.", declared="es"))


def test_the_language_of_a_record_is_told_by_its_words() -> None:
    texts = ("Where is my order?", "¿Dónde está mi pedido?", "我的订单呢？", "12345")

    assert ["en", "es", "zh", "en"] == [shipped().language_of([text]) for text in texts]


def test_what_is_added_is_read_besides_what_was_there() -> None:
    lexicon = shipped().adding(ACME, name="acme.yaml")
    said = [read_message(Message(Speaker.BOT, text), lexicon) for text in ("Bleep bloop.", "I did not get that.")]

    assert [True, True] == [Act.FALLBACK in one.acts for one in said]
    assert ("acme.yaml",) == lexicon.added


def test_what_is_added_is_read_only_by_whom_it_is_handed() -> None:
    shipped().adding(ACME, name="acme.yaml")

    assert Act.FALLBACK not in read_message(Message(Speaker.BOT, "Bleep bloop.")).acts


def test_a_whole_case_is_read_by_what_is_added() -> None:
    case = Transcript("1", "en", (Turn(Speaker.CONSUMER, "Where is it?"), Turn(Speaker.BOT, "Bleep bloop.")))

    reading = read(case, shipped().adding(ACME, name="acme.yaml"))

    assert reading.turns[1].does(Act.FALLBACK)


def test_a_language_of_its_own_is_told_from_the_others_by_its_function_words() -> None:
    book = {
        "language": "it",
        "function_words": "il della dove sono grazie\n",
        "consumer": {"thank": {"says": "grazie\n"}},
    }
    lexicon = shipped().adding(book, name="it.yaml")

    assert ("it", "zh") == lexicon.narrow(["dove sono le chiavi della macchina? grazie"]).languages


def test_lines_of_two_phrasebooks_are_put_together() -> None:
    merged = add_data({"words": {"a": "x\n", "b": "y\n"}, "of": "time"}, {"words": {"a": "z\n"}, "of": "money"})

    assert {"words": {"a": "x\nz\n", "b": "y\n"}, "of": "money"} == merged


def test_a_lexicon_of_one_language_reads_every_text_by_it() -> None:
    assert Act.THANK in read_message(Message(Speaker.CONSUMER, "gracias, thanks"), SPANISH).acts


def test_a_promise_in_spanish_has_a_time() -> None:
    day = 86400.0
    promised = {
        "Recibirá el reembolso en 3 a 5 días hábiles": 7 * day,
        "Le responderemos en 24 horas": day,
        "Te llamamos en un par de semanas": 14 * day,
        "Lo tendrás el viernes": 7 * day,
        "Llega mañana": 2 * day,
        "Se lo enviamos pronto": None,
    }

    assert promised == {text: promised_s(text, SPANISH) for text in promised}
