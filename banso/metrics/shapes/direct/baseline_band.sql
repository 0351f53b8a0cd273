-- Mean or spread of the blocks of 7 days before the last 7: the account's usual band.
-- Only whole blocks after day zero, in the tenure and inside coverage are compared with.
with enough as (
    select account, d,
        least($weeks, cast(d - 6 - greatest(zero, since, covered_from) as integer) // 7) as blocks
    from asked
    where tenure = $tenure and d - 6 - 7 * $at_least >= greatest(zero, since, covered_from)
        and covered_from is not null
),
block as (
    select b.account, b.d, b.blocks, k.n as block, cast(count(e.account) as double) as n
    from enough as b
    join numbers as k on k.n <= b.blocks
    left join raw as e on e.account = b.account
        and e.d between b.d - 7 * k.n - 6 and b.d - 7 * k.n
        and e.name in (select name from picks where pick = $pick)
    group by b.account, b.d, b.blocks, k.n
),
moments as (
    select account, d, cast(blocks as double) as blocks, sum(n) filter (where block = 0) as latest,
        sum(n) filter (where block > 0) as total, sum(n * n) filter (where block > 0) as squares
    from block group by account, d, blocks
)
select account, d,
    case when $part = 'mean' then total / blocks
        else greatest(
            sqrt(greatest(squares - total * total / blocks, 0) / (blocks - 1)), 1, 0.1 * total / blocks
        ) end as value
from moments
