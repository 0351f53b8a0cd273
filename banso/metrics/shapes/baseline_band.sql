-- Mean or spread of the blocks of 7 days before the last 7: the account's usual band.
-- Only whole blocks after day zero, in the tenure and inside coverage are compared with. The sum of
-- 7 days is brought to each day that looks at it, which is cheaper than looking for it.
with sevens as (
    select p.account, p.d + k.n as d, cast(sum(p.n) as double) as n
    from pick_days as p cross join (select n from numbers where n < 7) as k
    where p.pick = $pick
    group by p.account, p.d + k.n
),
blocks as (
    select s.account, s.d + 7 * k.n as d, k.n as block, s.n
    from sevens as s cross join (select n from numbers where n between 1 and $weeks) as k
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
        coalesce(sum(s.n), 0) as total, coalesce(sum(s.n * s.n), 0) as squares
    from enough as a
    left join blocks as s on s.account = a.account and s.d = a.d and s.block <= a.blocks
    group by a.account, a.d, a.blocks
)
select account, d,
    case when $part = 'mean' then total / blocks
        else greatest(
            sqrt(greatest(squares - total * total / blocks, 0) / (blocks - 1)), 1, 0.1 * total / blocks
        ) end as value
from moments
