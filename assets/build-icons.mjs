// Writes app/static/icons/sprite.svg: the lucide icons named in assets/icons.txt,
// and our own drawings in assets/icons/. With --check it only compares.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";

const out = "app/static/icons/sprite.svg";
const inner = (svg) =>
  svg
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "")
    .replace(/\s*\n\s*/g, "")
    .replace(/ \/>/g, "/>");
const viewBox = (svg) => svg.match(/viewBox="([^"]+)"/)[1];

const names = readFileSync("assets/icons.txt", "utf8").trim().split("\n");
const lucide = names.map((name) => {
  const svg = readFileSync(`node_modules/lucide-static/icons/${name}.svg`, "utf8");
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner(svg)}</symbol>`;
});
const own = readdirSync("assets/icons")
  .filter((file) => file.endsWith(".svg"))
  .sort()
  .map((file) => {
    const svg = readFileSync(`assets/icons/${file}`, "utf8");
    return `<symbol id="${file.slice(0, -4)}" viewBox="${viewBox(svg)}">${inner(svg)}</symbol>`;
  });
const sprite = `<svg xmlns="http://www.w3.org/2000/svg"><!-- Icons: lucide 1.62.0, ISC licence, see vendor/lucide-LICENSE.txt -->\n${[...lucide, ...own].join("\n")}\n</svg>\n`;

if (process.argv.includes("--check")) {
  if (readFileSync(out, "utf8") !== sprite) {
    console.error("The icon sprite is not current: run `npm run icons` and commit it.");
    process.exit(1);
  }
} else {
  writeFileSync(out, sprite);
}
