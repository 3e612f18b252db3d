"""The vault: sealed, owned, shared by processes, emptied for good."""

from __future__ import annotations

import sqlite3
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from volant.errors import SettingsError, VolantError
from volant.privacy import Mention, Vault, pseudonymize, restore
from volant.privacy.vault import DAY, FILE, KEY


def test_files_are_the_owners_and_hold_no_words(tmp_path: Path) -> None:
    vault = Vault.open(tmp_path)
    pseudonymize("Mme Khadija Berrada, CIN AB123456, a.b@c.ma", vault, "dossier-17")
    for name in (FILE, KEY):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for word in (b"Berrada", b"AB123456", b"a.b@c.ma", b"dossier-17", b"Khadija"):
        assert word not in held


def test_it_is_there_again_after_a_restart(tmp_path: Path) -> None:
    sent, _ = pseudonymize("CIN AB123456", Vault.open(tmp_path), "c")
    assert restore(sent, Vault.open(tmp_path), "c") == "CIN AB123456"


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    pseudonymize("CIN AB123456", Vault.open(tmp_path), "c")
    (tmp_path / KEY).write_bytes(bytes(32))
    assert Vault.open(tmp_path).book("c") == {}  # not even the conversation's name is known
    (tmp_path / KEY).write_bytes(b"short")
    with pytest.raises(SettingsError, match="5 bytes"):
        Vault.open(tmp_path)
    (tmp_path / KEY).unlink()
    with pytest.raises(SettingsError, match="restore the key"):
        Vault.open(tmp_path)


def test_a_changed_row_is_found(tmp_path: Path) -> None:
    vault = Vault.open(tmp_path)
    pseudonymize("CIN AB123456, tél 0661234567", vault, "c")
    base = sqlite3.connect(tmp_path / FILE)
    base.execute("UPDATE pseudonyms SET placeholder = '⟦CIN_7⟧' WHERE placeholder = '⟦CIN_1⟧'")
    base.commit()
    base.close()
    with pytest.raises(SettingsError, match="row was changed"):
        vault.book("c")


def test_a_broken_file_is_an_error_with_a_code(tmp_path: Path) -> None:
    vault = Vault.open(tmp_path)
    (tmp_path / FILE).write_bytes(b"no database at all" * 100)
    with pytest.raises(VolantError, match="restore it"):
        vault.book("c")


def test_erasing_a_person_ends_it_in_all_conversations(tmp_path: Path) -> None:
    vault = Vault.open(tmp_path)
    for name, text in (("a", "M. Mohamed Alami, CIN AB123456"), ("b", "السيد محمد العلمي")):
        pseudonymize(text, vault, name)
    erased = vault.erase([Mention(kind="name", text="m7amed l3alami")])
    assert (erased.conversations, dict(erased.rows)) == (2, {"MAN": 2})
    assert list(vault.book("a")) == ["⟦CIN_2⟧"]
    assert restore("⟦MAN_1⟧, ⟦CIN_2⟧", vault, "a") == "[…], AB123456"
    assert vault.erase([Mention(kind="name", text="Mohamed Alami")]).rows == ()
    assert "Alami" not in repr(erased)


def test_a_number_is_never_given_to_somebody_else(vault: Vault) -> None:
    pseudonymize("CIN AB123456", vault, "c")
    vault.erase([Mention(kind="cin", text="ab-123456")])
    assert pseudonymize("CIN BK456789", vault, "c")[0] == "CIN ⟦CIN_2⟧"


def test_a_conversation_is_forgotten_whole(tmp_path: Path) -> None:
    vault = Vault.open(tmp_path)
    pseudonymize("CIN AB123456, tél 0661234567", vault, "c")
    row = sqlite3.connect(tmp_path / FILE).execute("SELECT salt FROM conversations").fetchone()[0]
    assert dict(vault.forget("c").rows) == {"CIN": 1, "PHONE": 1}
    assert vault.book("c") == {}
    assert vault.forget("c").conversations == 0
    assert all(row not in path.read_bytes() for path in tmp_path.iterdir())


def test_old_conversations_expire(vault: Vault) -> None:
    pseudonymize("CIN AB123456", vault, "c")
    assert vault.expire(3600).conversations == 0
    assert vault.expire(-10).conversations == 1
    assert vault.book("c") == {}


def test_what_is_past_its_days_goes_at_the_next_opening(tmp_path: Path) -> None:
    pseudonymize("CIN AB123456", Vault.open(tmp_path), "old")
    with closing(sqlite3.connect(tmp_path / FILE)) as base, base:
        base.execute("UPDATE conversations SET used = used - ?", (366 * DAY,))
    pseudonymize("CIN AB123456", Vault.open(tmp_path, days=367), "new")
    assert list(Vault.open(tmp_path).book("old")) == ["⟦CIN_1⟧"]
    vault = Vault.open(tmp_path, days=365)
    assert (vault.book("old"), list(vault.book("new"))) == ({}, ["⟦CIN_1⟧"])


def test_all_who_open_it_first_share_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        for number in range(20):
            folders = [tmp_path / str(number)] * 4
            vaults = list(pool.map(Vault.open, folders))
            vaults[0].assign("c", [Mention(kind="cin", text="AB123456")])
            assert [list(vault.book("c")) for vault in vaults] == [["⟦CIN_1⟧"]] * 4


def test_threads_give_one_datum_one_placeholder(tmp_path: Path) -> None:
    vault = Vault.open(tmp_path)
    sent: list[str] = []

    def send(number: int) -> None:
        own = Vault.open(tmp_path)
        sent.append(pseudonymize(f"CIN AB12345{number % 3}", own, "c")[0])

    threads = [threading.Thread(target=send, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(sent)) == 3
    assert len(vault.book("c")) == 3
