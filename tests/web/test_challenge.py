"""The sum that is asked for on suspicion."""

from datetime import timedelta

from sqlalchemy.orm import Session

from campaign.db import transaction
from campaign.web.challenge import LIFE, PATIENCE, is_answered, make_challenge, solve, use_up
from tests.factories.campaigns import WHEN


def test_a_solved_challenge_is_an_answer_and_a_guess_is_not(session: Session) -> None:
    challenge = make_challenge("sign:x", WHEN)
    assert is_answered("sign:x", challenge, solve(challenge), WHEN)
    for guess in ("", "0", "-1", "１", "x", solve(challenge) + "0"):
        assert not is_answered("sign:x", challenge, guess, WHEN)


def test_a_challenge_is_bound_to_its_form_and_runs_out(session: Session) -> None:
    challenge = make_challenge("sign:x", WHEN)
    answer = solve(challenge)
    assert not is_answered("sign:y", challenge, answer, WHEN)
    assert not is_answered("sign:x", challenge, answer, WHEN + LIFE)
    assert not is_answered("sign:x", challenge, answer, WHEN - timedelta(seconds=1))
    assert not is_answered("sign:x", "forged", answer, WHEN)


def test_without_a_script_ten_minutes_of_patience_are_an_answer(session: Session) -> None:
    challenge = make_challenge("sign:x", WHEN)
    assert not is_answered("sign:x", challenge, "", WHEN + PATIENCE - timedelta(seconds=1))
    assert is_answered("sign:x", challenge, "", WHEN + PATIENCE)


def test_a_challenge_is_good_once(session: Session) -> None:
    with transaction():
        assert use_up("one", WHEN)
        assert use_up("two", WHEN)
        assert not use_up("one", WHEN + timedelta(seconds=1))
