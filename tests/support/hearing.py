"""What a screen reader is given of a page: its accessibility tree, in the order in which it is read."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

LANDMARKS = {"banner", "main", "contentinfo"}

CONTROLS = {"link", "button", "textbox", "searchbox", "combobox", "radio", "checkbox"}


@dataclass(frozen=True)
class Heard:
    """One part of a page: what it is, how it is called, and of which level it is, if it is a heading."""

    role: str
    name: str
    level: int = 0


def heard_on(page: Page) -> tuple[Heard, ...]:
    """Return the parts of a page as they are read, from its beginning to its end."""
    wire = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in wire.send("Accessibility.getFullAXTree")["nodes"]}
    wire.detach()
    found: list[Heard] = []
    waiting = [next(key for key, node in nodes.items() if "parentId" not in node)]
    while waiting:
        node = nodes[waiting.pop()]
        if not node["ignored"]:
            level = next((each["value"]["value"] for each in node.get("properties", ()) if each["name"] == "level"), 0)
            found.append(Heard(node["role"]["value"], node.get("name", {}).get("value", "").strip(), level))
        waiting += [child for child in reversed(node.get("childIds", ())) if child in nodes]
    return tuple(found)
