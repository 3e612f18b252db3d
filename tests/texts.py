"""Small official-looking texts, ours, for tests that need a library."""

from __future__ import annotations

from pathlib import Path

ARABIC = """مدونة تجريبية للحالة المدنية

القسم الأول
أحكام عامة

المادة 1
يسجل كل مولود بمكتب الحالة المدنية لمحل ولادته.

المادة 2
يجب التصريح بالولادة داخل أجل ثلاثين يوما من تاريخ الوضع. ويتم التصريح من طرف الأب أو الأم.

المادة 3
يعاقب بغرامة من 300 إلى 1.200 درهم كل من لم يصرح بالولادة داخل الأجل المشار إليه في المادة 2 أعلاه.

المادة 4
تسلم نسخة من رسم الولادة مجانا خلال ثلاثة أيام من الطلب.
"""

FRENCH = """# Guide d'essai du logement

## Article 1
La demande de permis d'habiter est déposée à la commune. \
La commune répond dans un délai de 15 jours.

## Article 2
Le propriétaire paie une taxe de 250 dirhams. Le paiement se fait chez le percepteur.
"""


def write(folder: Path) -> Path:
    """Write both texts into a new folder and give it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "etat-civil.txt").write_text(ARABIC, "utf-8")
    (folder / "logement.md").write_text(FRENCH, "utf-8")
    return folder
