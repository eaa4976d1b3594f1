"""The members with ids of a tree: sections, blocks, plain parts, glossary entries, references."""

from __future__ import annotations

from publisher.pull.tree import Tree, Value

# The keys of lists whose members have ids, and the first step of these members' addresses.
COLLECTIONS = {
    "sections": "sections",
    "subsections": "subsections",
    "blocks": "blocks",
    "body": "blocks",
    "plain": "plain",
    "glossary": "glossary",
    "references": "references",
}


def member_address(key: str, member: Tree) -> str:
    """The address of a member of a list under `key`."""
    return f"{COLLECTIONS[key]}/{member['id']}"


def members_of(value: Value) -> list[Tree]:
    """The members of a list of mappings."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


class TreeIndex:
    """The members with ids of one tree, by address."""

    def __init__(self, tree: Tree) -> None:
        self.members: dict[str, Tree] = {}
        self.list_of: dict[str, str] = {}
        """The address of the list that a member is in."""
        self.lists: dict[str, list[str]] = {}
        """The addresses of the members of each list, in order."""
        self.inside: dict[str, list[str]] = {}
        """The addresses of all members below a member."""
        self._read(tree, "", [])

    def _read(self, tree: Tree, address: str, above: list[str]) -> None:
        for key, value in tree.items():
            here = f"{address}/{key}".removeprefix("/")
            if isinstance(value, dict):
                self._read(value, here, above)
            elif key in COLLECTIONS and isinstance(value, list):
                members = {member_address(key, member): member for member in members_of(value)}
                self.lists[here] = list(members)
                for name, member in members.items():
                    self.members[name], self.list_of[name] = member, here
                    for owner in above:
                        self.inside.setdefault(owner, []).append(name)
                    self._read(member, name, [*above, name])
