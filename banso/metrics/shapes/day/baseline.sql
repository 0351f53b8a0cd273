-- The last 7 days against the blocks of 7 days before them, on one day: each event lies in one block.
with blocks as (
    select account, cast($last - d as integer) // 7 as block, cast(sum(n) as double) as n
    from pick_days
    where pick = $pick and d > $last - 7 * ($weeks + 1)
    group by account, cast($last - d as integer) // 7
),
enough as (
    select account, d,
        least($weeks, cast(d - 6 - greatest(zero, since, covered_from) as integer) // 7) as blocks
    from asked
    where tenure = $tenure and d - 6 - 7 * $at_least >= greatest(zero, since, covered_from)
        and covered_from is not null
),
moments as (
    select a.account, a.d, cast(a.blocks as double) as blocks,
        coalesce(sum(s.n) filter (where s.block = 0), 0) as latest,
        coalesce(sum(s.n) filter (where s.block > 0), 0) as total,
        coalesce(sum(s.n * s.n) filter (where s.block > 0), 0) as squares
    from enough as a
    left join blocks as s on s.account = a.account and s.block <= a.blocks
    group by a.account, a.d, a.blocks
)
select account, d,
    (latest - total / blocks) / greatest(
        sqrt(greatest(squares - total * total / blocks, 0) / (blocks - 1)), 1, 0.1 * total / blocks
    ) as value
from moments
