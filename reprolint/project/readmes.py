"""Versions of libraries that a README or an INSTALL file states in so many words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from reprolint.patterns import pattern
from reprolint.project.folder import Folder

FILES = ("readme", "readme[._-]*", "install", "install.*", "installation", "installation.*")
PROSE = frozenset({"", ".md", ".markdown", ".rst", ".txt", ".org", ".adoc"})
# What follows a library's name: signs of markup, what leads to a number, the number; `>`, `<` and `~` are not among them.
NUMBER = r"""
    [\s`*"'\])|:,\uff1a]{0,6}
    (?P<sign> ={1,3} | - | [(\[] | versions?\b | \u7248\u672c )?
    [\s`*"':=(\[\uff1a]{0,4}
    (?P<v> v(?:er(?:sion)?)? \.? \s? )?
    (?P<version> \d+ (?: \.\d+ ){1,3} )
    (?! [\w%] | \.[\w*] | \s?[%+*] )                                                  # a part of something longer
    (?! \s? (?: - | \u2013 | \u2014 | to | until | , \s? [<>] | [<>~] ) \s? v? \d )    # a range
    (?! \W{0,3} (?: or | and | & ) \s (?: any \s )? (?: above|later|higher|newer|greater|up|more|older|lower|earlier|below ) )
    (?! \W{0,3} (?: \u4ee5\u4e0a | \u4ee5\u4e0b ) )                                   # the same in Chinese
"""
BOUND = pattern(
    r"(?:at least|minimum(?: of)?|(?:newer|later|older) than|before|since|[<>~^\u2264\u2265])\W*$", re.IGNORECASE
)
MARKUP = pattern(r"(?<=\])\([^)\n]*\)|</?[A-Za-z][^>\n]*>")  # targets of links, and tags
OTHERS = pattern(
    r"\b(?:python|numpy|pandas|scipy|matplotlib|keras|tensorflow|(?:py)?torch)\b[^\w\n]{0,4}v?\d+\.\d", re.IGNORECASE
)
NEAR = 3  # lines around a version in which others of a list may stand
SCORES = (0.3, 1.0)  # a number from here to there that stands by itself may as well be a score
FENCE = pattern(r"\s*(?:```|~~~)")
ANSWER = pattern(
    r"\W*(?:Successfully (?:un)?installed|Collecting|Downloading|Using cached|Requirement already|Installing collected"
    r"|Building wheel|Created wheel|Stored in|Preparing metadata|Attempting uninstall|Found existing|Uninstalling)\b"
)


def stated_version(folder: Folder, around: str, names: Iterable[str]) -> str | None:
    """The version of a library, by any of its names, that a README or INSTALL states beside the code or in a folder above.

    `around` is the folder of the code, posix and relative to the root. Bounds and ranges are no versions, and what pip
    answered when somebody installed is none either.
    """
    spelled = "|".join(re.sub(r"[-_ ]+", "[-_ ]{0,2}", name) for name in names)
    named = re.compile(rf"(?<![\w.@])(?:{spelled}){NUMBER}", re.IGNORECASE | re.VERBOSE)
    above = {PurePosixPath(around), *PurePosixPath(around).parents}
    for path in map(PurePosixPath, folder.matching(*FILES)):
        if path.parent in above and path.suffix.lower() in PROSE:
            version = _stated(folder.read(path.as_posix()) or "", named)
            if version is not None:
                return version
    return None


def _stated(text: str, named: re.Pattern[str]) -> str | None:
    lines = _without_answers(MARKUP.sub("", text).split("\n"))
    for number, line in enumerate(lines):
        for found in named.finditer(line):
            around = "\n".join(lines[max(0, number - NEAR) : number + NEAR + 1])
            if not BOUND.search(line[: found.start()]) and _is_version(found, around):
                return found["version"]
    return None


def _is_version(found: re.Match[str], around: str) -> bool:
    """Is the number a version, and no score or time of the method that goes by the library's name?"""
    version = found["version"]
    if not version.replace("0", "").strip("."):  # `sklearn==0.0` is a name on the package index, not a release
        return False
    if version.count(".") > 1 or found["v"] or (found["sign"] or "(") not in {"-", "(", "[", "="}:
        return True
    rest = found.string[: found.start()] + found.string[found.end() :]
    alone = not any(character.isalnum() or character == "|" for character in rest)
    return (alone and not SCORES[0] <= float(version) <= SCORES[1]) or OTHERS.search(around) is not None


def _without_answers(lines: list[str]) -> list[str]:
    """Without what pip answered: from its first words to the next empty line or the end of the fence."""
    kept: list[str] = []
    answering = False
    for line in lines:
        answering = (answering or ANSWER.match(line) is not None) and bool(line.strip()) and not FENCE.match(line)
        kept.append("" if answering else line)
    return kept
