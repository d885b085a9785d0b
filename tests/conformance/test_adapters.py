"""Every built-in adapter against the fake of its protocol: the conformance list, a behaviour a test."""

from runaround.fake import FAKE_GROUP
from runaround.plugins import load_plugins
from runaround.pytest_plugin.conformance import ConformanceTests

for _name, _fake in load_plugins(FAKE_GROUP).items():
    _class = f"Test{_name.title().replace('_', '')}"
    globals()[_class] = type(_class, (ConformanceTests,), {"fake": _fake})
