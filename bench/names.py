"""Looking for duplicates among 20,000 accounts: seconds, memory, pairs compared, beside comparing all with all.

    python -m bench.names [accounts]

The accounts are made up: most stand alone, one in ten has a second record written otherwise. The
baseline compares every pair of 2,000 of them with the same judgement; its time grows with n², so
the ratio at 20,000 is what it would take (n²) over what was taken.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from itertools import combinations

from banso.customers.matching.evidence import Entry, entry
from banso.customers.matching.scoring import judge
from banso.customers.matching.suggesting import SHOWN_FROM, candidate_pairs, common_of, suggest

NAIVE = 2_000
LIMIT_SECONDS = 30.0
_HEADS = "アイカサタナハマヤラキシチニヒミリウクスツヌフムユルエケセテネヘメレオコソトノホモヨロ"
_KANJI = "青山川海風林森石田中北南東西大小高白黒金銀花月星空光明清泉松竹梅桜桐楓柏葉原野谷沢浜島崎橋里村井口"
_TRADES = ("商事", "工業", "システムズ", "建設", "食品", "物流", "製作所", "電機", "デザイン", "不動産", "テクノロジーズ", "サービス", "")  # fmt: skip
_FORMS = ("株式会社", "有限会社", "合同会社")


def names(rng: random.Random) -> str:
    head = (
        "".join(rng.choice(_HEADS) for _ in range(rng.randint(3, 6)))
        if rng.random() < 0.5
        else "".join(rng.choice(_KANJI) for _ in range(rng.randint(2, 3)))
    )
    return head + rng.choice(_TRADES)


def made(count: int, seed: int = 7) -> tuple[list[Entry], set[tuple[int, int]]]:
    """Entries, and the pairs of ids that are one company."""
    rng = random.Random(seed)
    found: list[Entry] = []
    twins: set[tuple[int, int]] = set()
    while len(found) < count:
        n = len(found) + 1
        stem, form = names(rng), rng.choices(_FORMS, (90, 7, 3))[0]
        mail = f"info@c{n}.example"
        phone = f"03-{rng.randint(1000, 9999)}-{rng.randint(1000, 9999)}"
        found.append(entry(id=n, name=form + stem, mails=(mail,), phones=(phone,)))
        if rng.random() < 0.1 and len(found) < count:
            again = rng.choice((f"({form[0]}){stem}", f"{form} {stem}", stem))
            known = rng.random()
            found.append(
                entry(
                    id=n + 1,
                    name=again,
                    mails=(f"keiri@c{n}.example",) if known < 0.6 else (),
                    phones=(phone,) if known > 0.4 else (),
                )
            )
            twins.add((n, n + 1))
    return found, twins


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun = time.perf_counter()
    entries, twins = made(count)
    read = time.perf_counter() - begun
    begun, cpu = time.perf_counter(), time.process_time()
    found = suggest(entries)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before
    compared = sum(1 for _ in candidate_pairs(entries))
    hit = len(twins & {(s.first, s.second) for s in found})
    few = entries[:NAIVE]
    common, begun = common_of(few), time.process_time()
    naive = sum(judge(a, b, common=common).score >= SHOWN_FROM for a, b in combinations(few, 2))
    naive_cpu = time.process_time() - begun
    blocked, begun = len(suggest(few)), time.process_time()
    suggest(few)
    blocked_cpu = time.process_time() - begun
    whole = naive_cpu * (count / NAIVE) ** 2
    print(f"{count:,} accounts read into evidence: {read:.1f} s")
    print(f"looked for duplicates: {seconds:.1f} s ({cpu:.1f} s CPU), {memory:,.0f} MB more, {compared:,} pairs of {count * (count - 1) // 2:,} compared")  # fmt: skip
    print(f"suggested {len(found):,}; of {len(twins):,} planted pairs {hit:,} found ({hit / max(1, len(twins)):.1%})")  # fmt: skip
    print(f"all with all on {NAIVE:,}: {naive_cpu:.1f} s CPU, {naive:,} found; by blocks {blocked_cpu:.2f} s CPU, {blocked:,} found: {naive_cpu / max(blocked_cpu, 1e-9):,.0f}x")  # fmt: skip
    print(
        f"all with all on {count:,} would take {whole:,.0f} s CPU: {whole / max(cpu, 1e-9):,.0f}x"
    )
    late = "" if read + seconds <= LIMIT_SECONDS else " MISSED"
    print(f"target {LIMIT_SECONDS:g} s: {read + seconds:.1f} s{late}")


if __name__ == "__main__":
    main()
