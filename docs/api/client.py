# Tells an experience in your name, and reads it back. Needs httpx, and a token of yours.
import os, uuid, httpx

site = os.environ.get("EASED_SITE", "http://127.0.0.1:8000")
story = {
    "story": "My calf locks up at night. Standing on that leg eases it within a minute.",
    "attempts": [{"remedy": "stretch-now", "outcome": "relieved"}],
    "teller": "self",
    "consent": True,
}
once = {"Idempotency-Key": str(uuid.uuid4())}
with httpx.Client(base_url=site) as client:
    client.headers["Authorization"] = f"Bearer {os.environ['EASED_TOKEN']}"
    answer = client.post("/api/v1/articles/leg-cramps/experiences", json=story, headers=once)
    if answer.is_error:
        raise SystemExit(answer.text)  # its "detail" and "errors" say what is wrong
    told = answer.json()
    print(told["data"]["message"])
    if told["data"]["status"] == "visible":
        print(client.get(told["links"]["self"]).json()["data"]["text"])
