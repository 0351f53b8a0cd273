-- The last 7 days against the blocks of 7 days before them, in standard deviations of the blocks.
-- Only whole blocks after day zero, in the tenure and inside coverage are compared with.
with counted as (
    select account, day, sum(n) as n
    from seen
    where name in (select unnest($names::varchar[]))
        and day > $first::date - 7 * ($weeks::int + 1)
    group by account, day
),
asked as (
    select account, day, since,
        least($weeks::int, (day - 6 - greatest(zero, since, covered_from)) // 7) as blocks
    from in_tenure($tenure)
    where day - 6 - 7 * $at_least::int >= greatest(zero, since, covered_from)
        and covered_from is not null
),
sums as (
    select a.account, a.day, a.blocks, (a.day - c.day) // 7 as block, sum(c.n)::double as n
    from asked as a
    join counted as c
        on c.account = a.account and c.day > a.day - 7 * (a.blocks::int + 1) and c.day <= a.day
    group by all
),
moments as (
    select account, day,
        coalesce(sum(n) filter (block = 0), 0) as latest,
        coalesce(sum(n) filter (block > 0), 0) as total,
        coalesce(sum(n * n) filter (block > 0), 0) as squares
    from sums group by account, day
),
filled as (
    select a.account, a.day, a.blocks, coalesce(m.latest, 0) as latest,
        coalesce(m.total, 0) as total, coalesce(m.squares, 0) as squares
    from asked as a left join moments as m on m.account = a.account and m.day = a.day
)
select account, day,
    (latest - total / blocks) / greatest(
        sqrt(greatest(squares - total * total / blocks, 0) / (blocks - 1)), 1, 0.1 * total / blocks
    ) as value
from filled
