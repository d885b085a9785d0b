"""Reads scenario files: YAML and evidence in, `Scenario` values out, one for every language of a file.

load_scenarios(path)   -> the scenarios of a file, or of every file in a folder
find_scenarios(names)  -> the same by library id, key, area or path
choose_scenarios(names) -> the same, in one language
library_dir()          -> where the scenarios that ship with runaround are
scenario_paths(folder) -> the scenario files below a folder
schema_path()          -> the JSON Schema of scenario files
load_files(paths)      -> the scenarios of several files, with the mistakes of all of them
check_file(path)       -> nothing, or every mistake of a scenario file or a fragment
fragment_paths(folder) -> the fragments below a folder
find_idle(paths)       -> what is not wrong in files, but does nothing
is_scenario_file(path) -> whether a file is meant to be a scenario, right or wrong
"""

from runaround.scenario_file.choosing import choose_scenarios
from runaround.scenario_file.idle import find_idle
from runaround.scenario_file.library import find_scenarios
from runaround.scenario_file.loading import check_file, load_files, load_scenarios
from runaround.scenario_file.places import FRAGMENTS, fragment_paths, library_dir, scenario_paths, schema_path
from runaround.scenario_file.recognising import is_scenario_file

__all__ = [
    "FRAGMENTS",
    "check_file",
    "choose_scenarios",
    "find_idle",
    "find_scenarios",
    "fragment_paths",
    "is_scenario_file",
    "library_dir",
    "load_files",
    "load_scenarios",
    "scenario_paths",
    "schema_path",
]
