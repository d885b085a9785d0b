"""Reads scenario files: YAML and evidence in, `Scenario` values out, one for every language of a file.

load_scenarios(path)   -> the scenarios of a file, or of every file in a folder
find_scenarios(names)  -> the same by library id, key, area or path
library_dir()          -> where the scenarios that ship with runaround are
scenario_paths(folder) -> the scenario files below a folder
load_files(paths)      -> the scenarios of several files, with the mistakes of all of them
"""

from runaround.scenario_file.library import find_scenarios, library_dir
from runaround.scenario_file.loading import load_files, load_scenarios, scenario_paths

__all__ = ["find_scenarios", "library_dir", "load_files", "load_scenarios", "scenario_paths"]
