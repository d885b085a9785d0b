"""The conformance kit: what every adapter must do, tried against a fake of its protocol with programmable faults."""

from __future__ import annotations

from runaround.conformance.behaviours import Behaviour
from runaround.conformance.certificate import BEHAVIOURS, Certificate, Result, Status, certify, try_behaviour
from runaround.conformance.stage import Stage

__all__ = ["BEHAVIOURS", "Behaviour", "Certificate", "Result", "Stage", "Status", "certify", "try_behaviour"]
