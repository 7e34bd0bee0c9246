"""Calls rewritten with libcst, so that commas, comments and line breaks between their arguments stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprolint.fix.declining import DeclinedError, require

if TYPE_CHECKING:
    import libcst as cst


def with_keyword(call: str, name: str, value: str) -> str:
    """The text of a call with one more keyword argument at its end, or with another value for it when it is given.

    Raises DeclinedError when the text is no call that libcst reads, or when its only argument is a bare generator.
    """
    import libcst as cst

    node = _parsed(call)
    for index, argument in enumerate(node.args):
        if argument.keyword is not None and argument.keyword.value == name:
            changed = argument.with_changes(value=cst.parse_expression(value))
            return _code(node.with_changes(args=[*node.args[:index], changed, *node.args[index + 1 :]]))
    new = cst.Arg(
        cst.parse_expression(value),
        keyword=cst.Name(name),
        equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
    )
    if not node.args:
        return _code(node.with_changes(args=[new]))
    *before, last = node.args
    bare = isinstance(last.value, cst.GeneratorExp) and not last.value.lpar and not before
    require(not bare, "its only argument is a generator without parentheses")
    return _code(node.with_changes(args=[*before, *_appended(node, last, new)]))


def without_keyword(call: str, name: str) -> str:
    """The text of a call without a keyword argument. Raises DeclinedError when libcst cannot read it."""
    node = _parsed(call)
    kept = [argument for argument in node.args if argument.keyword is None or argument.keyword.value != name]
    require(len(kept) < len(node.args), f"`{name}` is not given by name")
    if kept and kept[-1] is not node.args[-1]:
        kept[-1] = kept[-1].with_changes(
            comma=node.args[-1].comma, whitespace_after_arg=node.args[-1].whitespace_after_arg
        )
    return _code(node.with_changes(args=kept))


def _appended(call: cst.Call, last: cst.Arg, new: cst.Arg) -> list[cst.Arg]:
    """The last argument and the new one, parted as the arguments before them are."""
    import libcst as cst

    blank = cst.SimpleWhitespace(" ")
    first = call.whitespace_before_args
    own_line = isinstance(first, cst.ParenthesizedWhitespace) and _each_on_its_line(call)
    if not isinstance(last.comma, cst.Comma):
        after = last.whitespace_after_arg if not own_line else cst.SimpleWhitespace("")
        if own_line and isinstance(first, cst.ParenthesizedWhitespace):
            closing = last.whitespace_after_arg
            comment = closing.first_line if isinstance(closing, cst.ParenthesizedWhitespace) else first.first_line
            between = first.with_changes(first_line=comment, empty_lines=[])
            plain = (
                closing.with_changes(first_line=cst.TrailingWhitespace(), empty_lines=[])
                if isinstance(closing, cst.ParenthesizedWhitespace)
                else closing
            )
            old = last.with_changes(
                comma=cst.Comma(whitespace_after=between), whitespace_after_arg=cst.SimpleWhitespace("")
            )
            return [old, new.with_changes(whitespace_after_arg=plain)]
        old = last.with_changes(comma=cst.Comma(whitespace_after=blank), whitespace_after_arg=cst.SimpleWhitespace(""))
        return [old, new.with_changes(whitespace_after_arg=after)]
    closing = last.comma.whitespace_after
    if own_line and isinstance(first, cst.ParenthesizedWhitespace) and isinstance(closing, cst.ParenthesizedWhitespace):
        between = first.with_changes(first_line=closing.first_line, empty_lines=[])
        plain = closing.with_changes(first_line=cst.TrailingWhitespace(), empty_lines=[])
        return [
            last.with_changes(comma=last.comma.with_changes(whitespace_after=between)),
            new.with_changes(comma=cst.Comma(whitespace_after=plain)),
        ]
    if isinstance(closing, cst.ParenthesizedWhitespace) and closing.first_line.comment is not None:
        raise DeclinedError("a comment stands behind its last argument")
    return [
        last.with_changes(comma=last.comma.with_changes(whitespace_after=blank)),
        new.with_changes(comma=cst.Comma(whitespace_after=closing)),
    ]


def _each_on_its_line(call: cst.Call) -> bool:
    """Does every argument begin a line?"""
    import libcst as cst

    return all(
        isinstance(argument.comma, cst.Comma)
        and isinstance(argument.comma.whitespace_after, cst.ParenthesizedWhitespace)
        for argument in call.args[:-1]
    )


def _parsed(text: str) -> cst.Call:
    import libcst as cst

    try:
        node = cst.parse_expression(text)
    except (
        Exception
    ) as error:  # libcst's parser knows fewer versions of Python than Python's own, and fails in several ways
        raise DeclinedError("libcst cannot read this call") from error
    if not isinstance(node, cst.Call):
        raise DeclinedError("it is no plain call")
    return node


def _code(node: cst.Call) -> str:
    import libcst as cst

    return cst.Module([]).code_for_node(node)
