"""Be what is known of one engine in one deployment.

The same weights rented abroad and run at home are two profiles. A profile holds facts and how each
is known, and draws no conclusion. What is not known is None or an empty tuple; nothing here has a
default that a reader could take for a fact.
Source of the fields: `specs/sovereignty.md`, section 1.1, with what the levels of section 2 ask
beside them (contract length, staff, drills).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from volant.sovereignty.evidence import Evidence

Control = Literal[
    "api_only",
    "licensed_api_dedicated",
    "licensed_copy_own_infra",
    "open_weights_restricted",
    "open_weights_permissive",
    "co_owned",
    "owned",
]
Tier = Literal["E0", "E1", "E2", "E3", "E4", "E5"]

INSTITUTION = "institution"
"""How a profile names the institution itself, as operator, holder of keys or owner."""

HOME = "MA"
"""Morocco, ISO 3166-1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Name the engine and where it runs, for a reader."""

    fr: str
    ar: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """Say who made the weights; `jurisdiction` is ISO 3166-1."""

    name: str | None = None
    maker: str | None = None
    jurisdiction: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """Be one file of weights; `sha256` is hex."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Be one place the weights are kept; `restored` is when that was last tried."""

    site: str
    country: str
    restored: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Say who holds the weights; `licence` is an SPDX id or `LicenseRef-…`."""

    control: Control | None = None
    licence: str | None = None
    licence_limits: tuple[str, ...] = ()
    manifest: tuple[File, ...] = ()
    format: str | None = None
    unsafe_formats: bool | None = None
    signature: str | None = None
    copies: tuple[Copy, ...] = ()
    mof_class: Literal["none", "III", "II", "I"] | None = None
    mof_missing: tuple[str, ...] = ()
    contract_months: int | None = None
    redistributable: bool | None = None
    rebuilt: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Be one change of weights; `evaluated` means measured before and after."""

    at: date
    before: str
    after: str
    approver: str | None = None
    evaluated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Evolution:
    """Say who decides what the engine becomes; `pinned` is a SHA-256 (hex) or a revision."""

    pinned: str | None = None
    who_can_change: Literal["maker", "operator", "institution", "consortium"] | None = None
    dated_versions: bool | None = None
    notice_days: int | None = None
    can_refuse_update: bool | None = None
    can_finetune: bool | None = None
    finetuned: date | None = None
    can_retrain: bool | None = None
    retrained: date | None = None
    roadmap_vote: bool | None = None
    change_log: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Adaptation:
    """Be one training on top of the weights; `register` and `run` are references."""

    country: str
    by: str
    register: str | None = None
    run: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """Say where and on what the weights were trained; shares are in [0, 1] by `Tag`."""

    jurisdictions: tuple[str, ...] = ()
    compute_operator: str | None = None
    compute_flops: float | None = None
    energy_kwh: float | None = None
    data_summary: str | None = None
    language_shares: Mapping[str, float] = field(default_factory=dict)
    local_adaptation: Adaptation | None = None
    pretraining: Adaptation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inference:
    """Say where the engine answers, under whose law; countries are ISO 3166-1."""

    country: str | None = None
    region: str | None = None
    site: str | None = None
    premises: Literal["own", "other"] | None = None
    operator: str | None = None
    operator_law: str | None = None
    operator_capital_ma_pct: float | None = None
    hardware_owner: str | None = None
    dgssi_level: Literal["none", "1", "2"] | None = None
    qualification_ref: str | None = None
    qualification_until: date | None = None
    extraterritorial_exposure: Literal["none_found", "possible", "certain"] | None = None
    laws: tuple[str, ...] = ()
    risk_study_ref: str | None = None
    egress_tier: Tier | None = None
    last_probe: date | None = None
    retention_days: int | None = None
    trains_on_inputs: bool | None = None
    telemetry: bool | None = None
    keys_held_by: str | None = None
    foreign_access_excluded: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee:
    """Be one who is paid; `share` of the annual cost is in [0, 1]."""

    name: str
    jurisdiction: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """Say who is paid; `local_share` of `annual_cost` stays in Morocco, in [0, 1]."""

    annual_cost: float | None = None
    currency: str | None = None
    payees: tuple[Payee, ...] = ()
    local_share: float | None = None
    adaptation_ip_owner: str | None = None
    skills_transferred: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependencies:
    """Say what the engine cannot run without; `sbom` and `mlbom` are digests, hex."""

    accelerators: tuple[str, ...] = ()
    hardware_families: int | None = None
    runtime: str | None = None
    os: str | None = None
    cloud: str | None = None
    sbom: str | None = None
    mlbom: str | None = None
    open_source: bool | None = None
    mirrored: bool | None = None
    offline_rebuild: date | None = None
    source_rebuild: date | None = None
    spare_on_territory: bool | None = None
    export_control_note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """Say whether one can leave; `alternatives` are ids of profiles, deltas are new minus old."""

    alternatives: tuple[str, ...] = ()
    golden_passed: date | None = None
    last_drill: str | None = None
    drilled: date | None = None
    targets_met: bool | None = None
    data_restored: bool | None = None
    drills_a_year: int | None = None
    unannounced: int | None = None
    disconnected: bool | None = None
    local_alternative: str | None = None
    time_to_serve_s: float | None = None
    quality_delta: float | None = None
    cost_delta: float | None = None
    lockins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Be what an engine reached in one language; `low` and `high` bound the 95 % interval."""

    score: float
    passed: bool
    low: float | None = None
    high: float | None = None
    suite: str | None = None
    at: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages:
    """Say how well each `Tag` is served; `gap` is the best score minus the worst."""

    results: Mapping[str, Result] = field(default_factory=dict)
    gap: float | None = None
    suite_by_institute: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Say which rules are kept; `annex_…_pct` are shares of the AI Act's annexes, 0 to 100."""

    legal_basis: str | None = None
    cndp_ref: str | None = None
    transfer_ref: str | None = None
    authorisation_ref: str | None = None
    annex_xi_pct: float | None = None
    annex_xii_pct: float | None = None
    notice_shown: bool | None = None
    human_review: bool | None = None
    receipts: bool | None = None
    external_audit: str | None = None
    results_public: bool | None = None
    contest_path: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """Be one set of safety tests that was run; `kind` is `safety` or `bias`."""

    name: str
    kind: Literal["safety", "bias"]
    passed: bool
    version: str | None = None
    licence: str | None = None
    tag: str | None = None
    result: float | None = None
    at: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """Say what was tested."""

    suites: tuple[Suite, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Say what a thousand tokens cost in energy; `pue` is a ratio."""

    pue: float | None = None
    grid_g_per_kwh: float | None = None
    wh_per_1k_tokens: float | None = None
    method: Literal["measured", "estimated"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Say who can run it; `trained` counts people of the institution."""

    operated: Literal["vendor_abroad", "vendor_local", "local"] | None = None
    trained: int | None = None
    on_call: bool | None = None
    runs_drills: bool | None = None
    fixes_code: bool | None = None
    trains_others: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Be one engine in one deployment; `digest` in `fingerprint` is its address."""

    id: str
    label: Label
    version: str
    valid_from: date | None = None
    valid_until: date | None = None
    engine: Maker = Maker()
    weights: Weights = Weights()
    evolution: Evolution = Evolution()
    training: Training = field(default_factory=Training)
    inference: Inference = Inference()
    value: Value = Value()
    dependencies: Dependencies = Dependencies()
    exit: Exit = Exit()
    languages: Languages = field(default_factory=Languages)
    rules: Rules = Rules()
    safety: Safety = Safety()
    environment: Environment = Environment()
    staff: Staff = Staff()
    evidence: tuple[Evidence, ...] = ()
