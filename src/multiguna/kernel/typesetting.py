"""Letters and lists on paper: a pack's Typst template and data become a PDF or pictures.

A template is a `.typ` file. It sees the `.typ` files beside it (in memory), the `files` of the
call such as a QR code (alone in a temporary folder), and one input `data`, a JSON object that it
reads with `json(bytes(sys.inputs.data))`. It can read nothing else on the disk, import no package
and reach no network, and it sets only fonts that come with Typst, so the same data gives the same
paper on every machine.

Dates travel as `YYYY-MM-DD` and are written out by the template; amounts are whole rupiah; null
prints as a dash.

`guarantee.typ` reads: region_name, programme_title, letter_no, patient_name, nik_masked,
    kk_masked, birth_date, hospital_name, provider_code, care_id, care_en, care_class (null:
    none), diagnosis (null: unknown), valid_from, valid_until_inclusive (the last day), issued_on,
    issued_by, decision_id, reason_id, reason_en, copayment_id and copayment_en (the patient's
    share in words; null or left out: the patient pays nothing), checkpoint {size, root} or null,
    qr_file (a name in `files`).
`remittance.typ` reads: region_name, hospital_name, provider_code, order_no, period {from,
    until_inclusive} or text, created_on, state {id, en}, totals {billed_idr, reduced_idr,
    rejected_idr, approved_idr}, claims [{claim_no, care, admission, discharge, code, billed_idr,
    approved_idr, outcome, reasons [{id, en}]}], lines [{claim_no, amount_idr, reason_id,
    reason_en}] (recoveries and penalties; may be left out), sp2d_no and sp2d_on (null until paid).
`bundle.typ`, `statement.typ` and `minutes.typ` say at their beginning what they read: the papers
    of a payment order, what a hospital is owed, and the verification minutes of its month.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, TypeAlias, Union

import typst

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text

Json: TypeAlias = Union[bool, int, str, Sequence["Json"], Mapping[str, "Json"], None]  # noqa: UP007

# For the archive (PDF/A-2a) and for screen readers (PDF/UA-1).
_STANDARDS = ["a-2a", "ua-1"]

# Looked for in comments too: a comment cannot be told from a string without parsing Typst.
_REACHES_OUT = re.compile(
    r"@[a-z0-9-]+/"  # a package, however it is asked for
    r"|\b(?:eval|plugin|std)\b"  # code that no reader of the template sees
    # a path put together at run time:
    r"|\b(?:import|include)\b(?!\s*\"[^\"\\@]+\"\s*(?:[:;\n]|as\b|$))"
)


def pdf(template: Path, data: Mapping[str, Json], files: Mapping[str, bytes]) -> bytes:
    """Typeset `template` with `data` and give one PDF, fit for archives and screen readers.

    Refuses with `template_missing`, `template_reaches_out` (it imports a package, evaluates text
    or builds an import path) or `template_error` (it does not compile; the facts name the line).
    Data never enter the message.
    """
    return b"".join(_compile(template, data, files, "pdf", None))


def png_pages(
    template: Path, data: Mapping[str, Json], files: Mapping[str, bytes], *, ppi: int = 96
) -> list[bytes]:
    """Typeset as `pdf` does and give each page as a PNG picture, `ppi` pixels to an inch."""
    return _compile(template, data, files, "png", ppi)


def _compile(
    template: Path,
    data: Mapping[str, Json],
    files: Mapping[str, bytes],
    kind: Literal["pdf", "png"],
    ppi: int | None,
) -> list[bytes]:
    sources = _sources(template)
    with tempfile.TemporaryDirectory(prefix="multiguna-") as root:
        for name, content in files.items():
            if Path(name).name != name:
                raise ValueError("a file for a letter has a plain name")
            (Path(root) / name).write_bytes(content)
        try:
            made: bytes | list[bytes] = typst.compile(  # type: ignore[call-overload]
                sources,  # files in memory, which the stubs do not know
                root=root,
                package_path=root,
                package_cache_path=root,
                font_paths=_fonts(),
                ignore_system_fonts=True,
                format=kind,
                ppi=ppi,
                pdf_standards=_STANDARDS if kind == "pdf" else [],
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                timestamp=0,
            )
        except typst.TypstError as error:
            raise _template_error(template, sources, data, error) from None
    return made if isinstance(made, list) else [made]


def _sources(template: Path) -> dict[str, bytes]:
    """The template as `main` and the `.typ` files beside it, each checked before compiling."""
    if not template.is_file():
        raise Refused(
            "template_missing",
            Text(
                id="Templat surat tidak ada. Pasang ulang paket program.",
                en="The letter template does not exist. Install the programme pack again.",
            ),
            template=template.name,
        )
    folder = template.resolve().parent
    sources = {"main": template.read_bytes()}
    for file in sorted(folder.glob("*.typ")):
        if file.name != template.name and file.resolve().parent == folder:
            sources[file.name] = file.read_bytes()
    for name, source in sources.items():
        _check_reach(template.name if name == "main" else name, source)
    return sources


@lru_cache(maxsize=64)
def _check_reach(name: str, source: bytes) -> None:
    try:
        found = _REACHES_OUT.search(source.decode())
    except UnicodeDecodeError:
        raise Refused(
            "template_error",
            Text(
                id="Templat surat bukan teks UTF-8. Simpan ulang sebagai UTF-8.",
                en="The letter template is not UTF-8 text. Save it as UTF-8.",
            ),
            template=name,
        ) from None
    if found:
        raise Refused(
            "template_reaches_out",
            Text(
                id="Templat hanya boleh mengimpor berkas .typ di foldernya sendiri, dengan nama "
                f"tertulis; tanpa paket, eval, atau plugin. Lihat: {found[0].strip()}",
                en="A template may import only .typ files of its own folder, by a written name; "
                f"no packages, no eval, no plugin. See: {found[0].strip()}",
            ),
            template=name,
        )


@cache
def _fonts() -> typst.Fonts:
    """The fonts inside Typst (Libertinus, New Computer Modern, DejaVu Mono), searched once."""
    return typst.Fonts(include_system_fonts=False)


_PLACE = re.compile(r"─ (?:\S*/)?([^/\s]+):(\d+):\d+")
_SPOKEN = re.compile(r'(?s)"((?:[^"\\]|\\.)*)"|(?<=panicked with: ).*|(?<=assertion failed: ).*')
_WORD = re.compile(r"\w+")


def _template_error(
    template: Path,
    sources: Mapping[str, bytes],
    data: Mapping[str, Json],
    error: typst.TypstError,
) -> Refused:
    """Say where a template is wrong, without text that came from the data (perhaps a name).

    What an error quotes is kept only where the template itself says it; a word that the data
    hold and the template does not is left out.
    """
    place = _PLACE.search(error.diagnostic)
    name = template.name if not place or place[1] == "main" else place[1]
    line = int(place[2]) if place else None
    own_words = b"\n".join(sources.values()).decode(errors="replace")
    secret = json.dumps(data, ensure_ascii=False).casefold()
    reason = _SPOKEN.sub(
        lambda said: said[0] if (said[1] or said[0]) in own_words else "…", error.message
    )
    reason = _WORD.sub(
        lambda word: "…" if word[0].casefold() in secret and word[0] not in own_words else word[0],
        reason,
    )
    where = f"{name}:{line}" if line else name
    return Refused(
        "template_error",
        Text(
            id=f"Templat surat tidak dapat disusun ({where}): {reason}",
            en=f"The letter template does not compile ({where}): {reason}",
        ),
        template=name,
        line=line,
    )
