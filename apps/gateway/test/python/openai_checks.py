"""Runs the checks named in the JSON on stdin with the real openai package, and prints one JSON: {name: null or what went wrong}."""

import asyncio
import json
import math
import sys
import traceback

import openai

settings = json.load(sys.stdin)
HELLO = [{"role": "user", "content": "Say hello."}]
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a city",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


def client(key=None, max_retries=0, max_wait_ms=60_000):
    return openai.OpenAI(
        api_key=key or settings["key"],
        base_url=settings["url"] + "/v1",
        max_retries=max_retries,
        default_headers={"x-hearth-max-wait-ms": str(max_wait_ms)},
    )


def chat(**changes):
    return {"model": settings["chatModel"], "messages": HELLO, "max_tokens": 16, **changes}


def caught(expected, call):
    try:
        call()
    except expected as error:
        return error
    raise AssertionError(f"expected {expected.__name__}")


def check_chat():
    raw = client().chat.completions.with_raw_response.create(**chat())
    answer = raw.parse()
    assert raw.headers["x-request-id"].startswith("req_")
    assert answer.object == "chat.completion" and answer.model == settings["chatModel"]
    assert answer.choices[0].finish_reason in ("stop", "length")
    assert answer.choices[0].message.role == "assistant"
    assert answer.usage.prompt_tokens > 0 and answer.usage.completion_tokens > 0


def check_stream():
    chunks = list(client().chat.completions.create(**chat(stream=True)))
    assert chunks[0].choices[0].delta.role == "assistant"
    assert len({(chunk.id, chunk.created) for chunk in chunks}) == 1
    endings = [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices[0].finish_reason]
    assert len(endings) == 1 and endings[0] in ("stop", "length"), endings


def check_stream_usage():
    chunks = list(client().chat.completions.create(**chat(stream=True, stream_options={"include_usage": True})))
    assert chunks[-1].choices == [] and chunks[-1].usage.total_tokens > 1
    assert all(chunk.usage is None for chunk in chunks[:-1])


def check_stream_helper():
    with client().chat.completions.stream(**chat()) as stream:
        text = "".join(event.delta for event in stream if event.type == "content.delta")
        try:
            final = stream.get_final_completion()
        except openai.LengthFinishReasonError as cut:
            # The helper refuses an answer that the length has cut, and carries it along; a small model rambles.
            final = cut.completion
        assert final.choices[0].message.content == text


def check_async_stream():
    async def run():
        async with openai.AsyncOpenAI(api_key=settings["key"], base_url=settings["url"] + "/v1") as api:
            stream = await api.chat.completions.create(**chat(stream=True))
            return [chunk async for chunk in stream]

    assert asyncio.run(run())[-1].choices[0].finish_reason in ("stop", "length")


def check_embeddings():
    texts = ["first text", "second text"]
    packed = client().embeddings.create(model=settings["embedModel"], input=texts)
    plain = client().embeddings.create(model=settings["embedModel"], input=texts, encoding_format="float")
    assert [row.index for row in packed.data] == [0, 1]
    for one, other in zip(packed.data, plain.data, strict=True):
        assert len(one.embedding) == len(other.embedding) > 0
        assert all(abs(a - b) < 1e-6 for a, b in zip(one.embedding, other.embedding))
        assert math.isclose(math.hypot(*other.embedding), 1, abs_tol=1e-3)
    assert packed.usage.prompt_tokens > 0


def check_token_ids():
    error = caught(openai.BadRequestError, lambda: client().embeddings.create(model=settings["embedModel"], input=[[1, 2]]))
    assert error.code == "unsupported_parameter" and "check_embedding_ctx_length" in error.message


def check_models():
    models = list(client().models.list())
    assert models
    for model in models:
        assert client().models.retrieve(model.id).id == model.id


def check_wrong_key():
    error = caught(openai.AuthenticationError, lambda: client(key="hk_wrong").models.list())
    assert error.status_code == 401 and error.code == "invalid_api_key" and error.request_id


def check_unknown_model():
    for stream in (False, True):
        error = caught(openai.NotFoundError, lambda: client().chat.completions.create(**chat(model="no-such-model", stream=stream)))
        assert error.code == "model_not_found" and error.type == "invalid_request_error"


def check_bad_request():
    error = caught(openai.BadRequestError, lambda: client().chat.completions.create(**chat(n=2)))
    assert error.code == "unsupported_parameter" and error.param == "n"


def check_tools():
    question = [{"role": "user", "content": "What is the weather in Oslo and Rome?"}]
    params = chat(messages=question, tools=[WEATHER], max_tokens=200)
    whole = client().chat.completions.create(**params).choices[0]
    with client().chat.completions.stream(**params) as stream:
        streamed = stream.get_final_completion().choices[0]
    for choice in (whole, streamed):
        assert choice.finish_reason == "tool_calls"
        calls = choice.message.tool_calls
        assert [json.loads(call.function.arguments) for call in calls] == [{"city": "Oslo"}, {"city": "Rome"}]
        assert len({call.id for call in calls}) == 2


def hold(model):
    stream = client().chat.completions.create(**chat(model=model, stream=True, max_tokens=None))
    next(iter(stream))
    return stream


def check_rate_limit():
    held = hold("slow")
    try:
        error = caught(openai.RateLimitError, lambda: client(max_wait_ms=0).chat.completions.create(**chat(model="slow")))
    finally:
        held.close()
    assert error.code == "chat_concurrency_limit" and error.type == "rate_limit_error"
    assert error.body["limit"] == 1 and error.body["in_use"] == 1
    headers = error.response.headers
    assert 1 <= int(headers["retry-after"]) <= 60 and int(headers["retry-after-ms"]) >= 1
    assert headers["x-should-retry"] == "true" and error.request_id.startswith("req_")


def check_closed_stream_frees_its_slot():
    hold("slow").close()
    again = hold("slow")
    again.close()


def check_retries():
    async def run():
        held = hold("slow")
        async with openai.AsyncOpenAI(
            api_key=settings["key"],
            base_url=settings["url"] + "/v1",
            max_retries=5,
            default_headers={"x-hearth-max-wait-ms": "0"},
        ) as api:
            call = asyncio.create_task(api.chat.completions.create(**chat(model="slow", max_tokens=1)))
            await asyncio.sleep(0.5)
            held.close()
            return await call

    assert len(asyncio.run(run()).choices) == 1


def check_broken_stream():
    text = []

    def read():
        for chunk in client().chat.completions.create(**chat(model="breaker", stream=True)):
            text.append(chunk.choices[0].delta.content or "")

    error = caught(openai.APIError, read)
    assert error.code.startswith("upstream_"), error.code
    assert "".join(text), "what came before is given out"


def check_broken_whole():
    error = caught(openai.InternalServerError, lambda: client().chat.completions.create(**chat(model="breaker")))
    assert error.status_code == 502 and error.code.startswith("upstream_")


def run(name):
    try:
        globals()["check_" + name]()
        return None
    except Exception:
        return traceback.format_exc()


print(json.dumps({name: run(name) for name in settings["checks"]}))
