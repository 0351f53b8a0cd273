-- Mean or spread of the blocks of 7 days before the last 7: the account's usual band.
-- Only whole blocks after day zero, in the tenure and inside coverage are compared with.
with sevens as (
    select p.account, p.d + k.n as d, sum(p.n) as n
    from pick_days as p join numbers as k on k.n < 7
    where p.pick = $pick
    group by p.account, p.d + k.n
),
enough as (
    select account, d,
        least($weeks, cast(d - 6 - greatest(zero, since, covered_from) as integer) // 7) as blocks
    from asked
    where tenure = $tenure and d - 6 - 7 * $at_least >= greatest(zero, since, covered_from)
        and covered_from is not null
),
moments as (
    select a.account, a.d,
        sum(s.n) filter (where k.n = 0) as latest,
        sum(s.n) filter (where k.n > 0) as total,
        sum(s.n * s.n) filter (where k.n > 0) as squares
    from enough as a
    join numbers as k on k.n <= a.blocks
    join sevens as s on s.account = a.account and s.d = a.d - 7 * k.n
    group by a.account, a.d
),
filled as (
    select a.account, a.d, cast(a.blocks as double) as blocks,
        cast(coalesce(m.latest, 0) as double) as latest,
        cast(coalesce(m.total, 0) as double) as total,
        cast(coalesce(m.squares, 0) as double) as squares
    from enough as a left join moments as m on m.account = a.account and m.d = a.d
)
select account, d,
    case when $part = 'mean' then total / blocks
        else greatest(
            sqrt(greatest(squares - total * total / blocks, 0) / (blocks - 1)), 1, 0.1 * total / blocks
        ) end as value
from filled
