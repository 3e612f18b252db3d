"""Check the keys of numbers that carry one.

A key says that a number may be real, never that it is: one random number in 97 has a right one.
"""

from __future__ import annotations

LENGTHS = {
    "MA": 28, "FR": 27, "ES": 24, "BE": 16, "IT": 27, "DE": 22, "NL": 18, "GB": 22, "CH": 21,
    "PT": 25, "LU": 20, "AT": 20, "SE": 24, "DK": 18, "NO": 15, "FI": 18, "IE": 22, "PL": 28,
    "AE": 23, "SA": 24, "QA": 29, "KW": 30, "BH": 22, "TN": 24, "MR": 27, "TR": 26, "EG": 29,
}  # fmt: skip
"""Characters of an IBAN by country: SWIFT, *IBAN Registry*. Morocco and where Moroccans live."""


def rib(digits: str) -> bool:
    """Say whether the 24 digits of a bank account agree with their key: the whole mod 97 is 0.

    The sample of the SWIFT registry for Morocco:

    >>> rib("011519000001205000534921")
    True
    """
    return int(digits) % 97 == 0


def ice(digits: str) -> bool:
    """Say whether the 15 digits of a company identifier agree with their key (mod 97 is 0).

    >>> ice("001561191000066"), ice("001561191000067")
    (True, False)
    """
    return int(digits) % 97 == 0


def iban(compact: str) -> bool:
    """Say whether an IBAN in capitals, without spaces, agrees with its key (ISO 13616, mod 97).

    >>> iban("MA64011780000012345678901296")
    True
    """
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


def card(digits: str) -> bool:
    """Say whether a card number agrees with its last digit (Luhn, ISO/IEC 7812-1, annex B).

    >>> card("4539578763621486")
    True
    """
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (doubled + sum(int(digit) for digit in digits[-1::-2])) % 10 == 0
