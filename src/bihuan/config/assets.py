"""Put what the browser needs beside our own files: a short list from node_modules, and the icons in use.

    python -m bihuan.config.assets [node_modules]

The result is git-ignored and shipped in the wheel. Only the named files are copied, because
collectstatic refuses style sheets and scripts that point at files which aren't there.
"""

import re
import shutil
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
VENDOR = PACKAGE / "static" / "vendor"
FONTS = PACKAGE / "fonts"
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "@alpinejs/csp/dist/cdn.min.js": "alpine-csp.min.js",
    "echarts/dist/echarts.common.min.js": "echarts.min.js",
    "signature_pad/dist/signature_pad.umd.min.js": "signature-pad.min.js",
    "barcode-detector/dist/iife/ponyfill.js": "barcode-detector.js",
    "zxing-wasm/dist/reader/zxing_reader.wasm": "zxing_reader.wasm",
    "tom-select/dist/js/tom-select.base.min.js": "tom-select.min.js",
    "tom-select/dist/css/tom-select.bootstrap5.min.css": "tom-select.min.css",
}
TYPEFACES = {
    "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
    "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf": "NotoSansSC-Bold.ttf",
}
ICONS = "@tabler/icons/icons/outline"
IN_TEMPLATE = re.compile(r"""(?:\{%\s*icon\s+|<c-icon\s+name=|\bicon=)["']([a-z0-9-]+)["']""")
IN_PYTHON = re.compile(r'"([a-z][a-z0-9-]+)"')
# Menu entries, the desk and the phone choose among these at run time.
USUAL = (
    "alert-triangle arrow-back-up arrow-down arrow-up book-2 box building calendar calendar-off camera chart-bar "
    "chevron-down chevron-left chevrons-left circle-check clipboard-check clock-pause columns-3 download edit "
    "eraser eye eye-off file-spreadsheet file-text filter-off flag hand-stop headset history home id-badge-2 "
    "inbox key language link list-check loader-2 lock mail map-2 map-pin message-exclamation navigation packages "
    "package phone phone-call photo player-play printer qrcode refresh route search send settings shield-check "
    "signature star tag text-size tool trash truck upload user user-check user-plus users writing"
)
SOURCE_MAP = re.compile(rb"(?://|/\*)[#@] sourceMappingURL=[^\s*]+(?:\s*\*/)?")


def build(modules: Path) -> int:
    """Copy files and typefaces, write the icon sprite; return the number of icons.

    Args:
        modules: the `node_modules` folder that npm filled.

    Raises:
        FileNotFoundError: a package is missing, or a template names an icon that doesn't exist.
    """
    VENDOR.mkdir(parents=True, exist_ok=True)
    FONTS.mkdir(parents=True, exist_ok=True)
    for source, name in FILES.items():
        write(VENDOR / name, without_map(modules / source))
    for source, name in TYPEFACES.items():
        if not (FONTS / name).exists():
            shutil.copyfile(modules / source, FONTS / name)
    names = icons_in_use(modules / ICONS)
    write(VENDOR / "icons.svg", sprite(modules / ICONS, names).encode())
    return len(names)


def without_map(path: Path) -> bytes:
    """Return a file's content without the pointer to a source map that isn't copied."""
    content = path.read_bytes()
    return SOURCE_MAP.sub(b"", content) if path.suffix in {".js", ".css"} else content


def write(path: Path, content: bytes) -> None:
    """Write a file unless it already is like that, so that its time tells when it changed."""
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def icons_in_use(folder: Path) -> list[str]:
    """Return the icons that templates name, and those that Python files which speak of icons name."""
    names: set[str] = set(USUAL.split())
    for path in PACKAGE.rglob("*.html"):
        names |= set(IN_TEMPLATE.findall(path.read_text(encoding="utf-8")))
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if re.search(r"icon|menu\.", text) and "tests" not in path.parts and path != Path(__file__).resolve():
            names |= {name for name in IN_PYTHON.findall(text) if (folder / f"{name}.svg").exists()}
    return sorted(names)


def sprite(folder: Path, names: list[str]) -> str:
    """Return one SVG file with a symbol for each icon.

    Raises:
        FileNotFoundError: there is no such icon.
    """
    symbols = []
    for name in names:
        drawing = (folder / f"{name}.svg").read_text(encoding="utf-8")
        inner = drawing.partition(">")[2].rpartition("</svg>")[0]
        inner = re.sub(r'\s*<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "", inner)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(inner.split())}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


if __name__ == "__main__":
    count = build(Path(sys.argv[1] if len(sys.argv) > 1 else "node_modules").resolve())
    sys.stdout.write(f"{len(FILES)} files, {len(TYPEFACES)} typefaces, {count} icons\n")
