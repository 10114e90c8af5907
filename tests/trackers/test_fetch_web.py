"""How we ask: patiently, politely, within bounds, and what is said when it does not work."""

import socket
import time
from collections.abc import Callable

import pytest

from campaign.trackers.fetchers.outcome import FetchError, Stopped
from campaign.trackers.fetchers.web import Manners, Web
from tests.servers.process import free_port
from tests.servers.registers import Fault, Registers


def never() -> bool:
    return False


@pytest.fixture
def waited() -> list[float]:
    return []


@pytest.fixture
def web(registers: Registers, waited: list[float]) -> Callable[..., Web]:
    def make(stop: Callable[[], bool] = never, **manners: object) -> Web:
        wanted = {"pause": 0.0, "sleep": waited.append, **manners}
        return Web("The register", registers.url, stop, manners=Manners(**wanted))  # type: ignore[arg-type]  # any of them

    registers.tables["table.csv"] = b"a,b\n1,2\n"
    return make


def test_it_says_who_asks_and_how_to_reach_them(registers: Registers, web: Callable[..., Web]) -> None:
    with Web("The register", registers.url, never, contact="me@example.org\r\nX-Evil: (1)") as asking:
        asking.get_json("api/v2/version")
    agent = registers.asked[0].headers["user-agent"]
    assert agent.startswith("Countersign/")
    assert agent.endswith("(+me@example.orgX-Evil:1)")
    assert "x-evil" not in registers.asked[0].headers


def test_there_is_a_pause_between_requests(web: Callable[..., Web], waited: list[float]) -> None:
    with web(pause=1.5) as asking:
        for _ in range(3):
            asking.get_json("api/v2/version")
    assert waited == [1.5, 1.5]


@pytest.mark.parametrize(
    "fault",
    [Fault("status", status=500), Fault("status", status=503), Fault("cut"), Fault("page"), Fault("damaged")],
    ids=lambda fault: f"{fault.kind} {fault.status}",
)
def test_a_passing_fault_is_tried_again_with_growing_pauses(
    fault: Fault, registers: Registers, web: Callable[..., Web], waited: list[float]
) -> None:
    registers.faults.extend([fault, fault, fault])
    with web() as asking:
        assert asking.get_json("api/v2/version")["dataTimestamp"] == registers.data_timestamp
    assert waited == [2, 4, 5, 3]
    assert len(registers.asked) == 4


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured(
    status: int, registers: Registers, web: Callable[..., Web], waited: list[float]
) -> None:
    registers.faults.append(Fault("status", status=status, headers={"Retry-After": "37"}))
    with web() as asking:
        asking.get_json("api/v2/version")
    assert sum(waited) == 37
    assert max(waited) <= 5


def test_nonsense_in_retry_after_is_passed_over(
    registers: Registers, web: Callable[..., Web], waited: list[float]
) -> None:
    registers.faults.append(Fault("status", status=429, headers={"Retry-After": "soon"}))
    with web() as asking:
        asking.get_json("api/v2/version")
    assert waited == [2]


def test_a_register_that_wants_a_long_rest_gets_it(registers: Registers, web: Callable[..., Web]) -> None:
    registers.faults.append(Fault("status", status=429, headers={"Retry-After": "7200"}))
    with web() as asking, pytest.raises(FetchError, match=r"The register: it asks us to come back in 120 minutes\."):
        asking.get_json("api/v2/version")
    assert len(registers.asked) == 1


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault("status", status=500), "it answers 500, 3 times in a row"),
        (Fault("cut"), "the connection broke off, 3 times"),
        (Fault("page"), "the answer is not what was asked for"),
        (Fault("damaged"), "the answer came damaged"),
    ],
    ids=lambda given: getattr(given, "kind", ""),
)
def test_a_fault_that_lasts_becomes_a_sentence(
    fault: Fault, words: str, registers: Registers, web: Callable[..., Web]
) -> None:
    registers.faults.extend([fault] * 3)
    with web(tries=3) as asking, pytest.raises(FetchError, match=words) as refused:
        asking.get_json("api/v2/version")
    assert str(refused.value).startswith("The register: ")
    assert "go on later" in str(refused.value)


def test_silence_is_not_waited_for_for_ever(registers: Registers, web: Callable[..., Web]) -> None:
    registers.faults.extend([Fault("silence")] * 2)
    with web(tries=2, read=0.05) as asking, pytest.raises(FetchError, match=r"silence for 0\.05 seconds, 2 times"):
        asking.get_json("api/v2/version")


def test_nobody_there(waited: list[float]) -> None:
    base = f"http://127.0.0.1:{free_port()}"
    manners = Manners(tries=2, sleep=waited.append)
    with (
        Web("The register", base, never, manners=manners) as asking,
        pytest.raises(FetchError, match="no connection, 2"),
    ):
        asking.get_json("api/v2/version")


def test_a_host_without_a_good_certificate_is_not_asked(waited: list[float]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(5)
        manners = Manners(tries=1, connect=0.05, read=0.05, sleep=waited.append)
        base = f"https://127.0.0.1:{listener.getsockname()[1]}"
        with (
            Web("The register", base, never, manners=manners) as asking,
            pytest.raises(FetchError, match="The register"),
        ):
            asking.get_json("api/v2/version")
        # What came first is a greeting of TLS, nothing in the clear.
        with listener.accept()[0] as connection:
            assert connection.recv(1) == b"\x16"


def test_a_body_has_bounds(registers: Registers, web: Callable[..., Web]) -> None:
    registers.faults.append(Fault("endless"))
    with web(largest=1 << 20) as asking, pytest.raises(FetchError, match="more than 1,048,576 bytes"):
        asking.get("tables/table.csv")


def test_a_body_that_drips_has_an_end(registers: Registers, web: Callable[..., Web]) -> None:
    registers.faults.append(Fault("drip"))
    begun = time.monotonic()
    with web(longest_answer=0.3, tries=1) as asking, pytest.raises(FetchError, match=r"no end after 0\.3 seconds"):
        asking.get("tables/table.csv")
    assert time.monotonic() - begun < 3


def test_json_that_is_nested_without_end_is_no_answer(registers: Registers, web: Callable[..., Web]) -> None:
    registers.tables["deep.json"] = b"[" * 200_000
    with web(tries=1) as asking, pytest.raises(FetchError, match="not what was asked for"):
        asking.get_json("tables/deep.json")


def test_bounds_are_of_what_is_unpacked(registers: Registers, web: Callable[..., Web]) -> None:
    registers.tables["bomb.csv"] = b" " * (4 << 20)
    with web(largest=1 << 20) as asking, pytest.raises(FetchError, match="more than 1,048,576 bytes"):
        asking.get("tables/bomb.csv")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (304, "it answers 304"),
        (404, r"nothing is at http://127\.0\.0\.1.*/api/v2/version \(404\)\. Check"),
        (403, "refuses us"),
        (400, "says: <html>"),
    ],
)
def test_a_refusal_is_final_and_says_what_to_do(
    status: int, words: str, registers: Registers, web: Callable[..., Web]
) -> None:
    registers.faults.append(Fault("status", status=status))
    with web() as asking, pytest.raises(FetchError, match=words) as refused:
        asking.get_json("api/v2/version")
    assert refused.value.status == status
    assert len(registers.asked) == 1


def test_it_does_not_follow_to_another_host(registers: Registers, web: Callable[..., Web]) -> None:
    onward = {"Location": "https://elsewhere.example/api"}
    registers.faults.append(Fault("status", status=302, headers=onward))
    with web() as asking, pytest.raises(FetchError, match=r"to elsewhere\.example, and we do not follow"):
        asking.get_json("api/v2/version")


def test_it_follows_on_the_same_host_but_not_in_circles(registers: Registers, web: Callable[..., Web]) -> None:
    moved = Fault("status", status=301, headers={"Location": "/api/v2/version"})
    registers.faults.append(moved)
    with web() as asking:
        assert asking.get_json("api/old")["apiVersion"]
        registers.faults.extend([moved] * 9)
        with pytest.raises(FetchError, match="in circles"):
            asking.get_json("api/old")


@pytest.mark.parametrize(
    "base", ["http://register.example", "ftp://127.0.0.1", "https://", "https://me:word@register.example", "register"]
)
def test_only_https_is_asked(base: str) -> None:
    with pytest.raises(FetchError, match="is not an address we ask"):
        Web("The register", base, never)


def test_a_file_that_did_not_change_is_not_sent_again(registers: Registers, web: Callable[..., Web]) -> None:
    with web() as asking:
        first = asking.get("tables/table.csv")
        again = asking.get("tables/table.csv", etag=first.etag)
        registers.tables["table.csv"] += b"3,4\n"
        changed = asking.get("tables/table.csv", etag=first.etag)
    assert (first.body, first.not_modified) == (b"a,b\n1,2\n", False)
    assert (again.body, again.not_modified) == (b"", True)
    assert (changed.body, changed.not_modified) == (b"a,b\n1,2\n3,4\n", False)


def test_a_stop_is_heard_before_a_request_and_while_waiting(registers: Registers, waited: list[float]) -> None:
    def stop() -> bool:
        return sum(waited) >= 10

    registers.faults.extend([Fault("status", status=503, headers={"Retry-After": "60"})] * 9)
    manners = Manners(sleep=waited.append)
    with Web("The register", registers.url, stop, manners=manners) as asking, pytest.raises(Stopped):
        asking.get_json("api/v2/version")
    assert sum(waited) == 10
    assert len(registers.asked) == 1
