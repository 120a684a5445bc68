// Pinyin initials for looking up: 王建国 is found by "wjg". The order of Chinese characters that
// every browser knows gives the letter; family names read differently have their own list.
const FIRST = "阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀";
const LETTERS = "abcdefghjklmnopqrstwxyz";
const FAMILY: Record<string, string> = {
  曾: "z", 单: "s", 解: "x", 仇: "q", 查: "z", 翟: "z", 覃: "q", 区: "o", 朴: "p", 乐: "y",
  缪: "m", 尉: "y", 种: "c", 重: "c", 员: "y", 召: "s", 折: "s", 沈: "s", 石: "s", 谌: "c", 冼: "x",
};
const collator = new Intl.Collator("zh-Hans-u-co-pinyin");
const known = new Map<string, string>();

function letter(character: string): string {
  if (/[a-z0-9]/i.test(character)) return character.toLowerCase();
  if (!/\p{Script=Han}/u.test(character)) return "";
  let found = known.get(character);
  if (found === undefined) {
    let at = FIRST.length - 1;
    while (at > 0 && collator.compare(character, FIRST[at]!) < 0) at--;
    found = LETTERS[at]!;
    known.set(character, found);
  }
  return found;
}

/** The initials of a name, and those with the family name's own reading where it has one. */
export function initials(name: string): string {
  const plain = Array.from(name, letter).join("");
  const family = FAMILY[name[0] ?? ""];
  return family && family !== plain[0] ? `${plain} ${family}${plain.slice(1)}` : plain;
}
