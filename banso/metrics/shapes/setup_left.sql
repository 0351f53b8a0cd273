-- The set-up steps not seen in this tenure yet, by name: a text for each time between one step and
-- the next.
with firsts as (
    select h.account, t.stretch, h.name, greatest(min(h.d), t.stretch) as come
    from hist_names as h
    join stretches as t on t.account = h.account and h.d between t.since and t.ends
    where h.pick = $pick and t.tenure = 'current'
    group by h.account, t.stretch, h.name
),
points as (
    select account, stretch, come from firsts
    union
    select account, stretch, stretch as come from stretches where tenure = 'current'
),
times as (
    select account, stretch, come, lead(come) over (partition by account, stretch order by come) as until
    from points
),
lists as (
    select p.account, p.stretch, p.come, p.until, string_agg(k.name, ', ' order by k.name) as value
    from times as p
    join picks as k on k.pick = $pick
    left join firsts as f on f.account = p.account and f.stretch = p.stretch and f.name = k.name
        and f.come <= p.come
    where f.name is null
    group by p.account, p.stretch, p.come, p.until
)
select b.account, b.d, l.value
from asked as b
join lists as l on l.account = b.account and l.stretch = b.stretch and b.d >= l.come
    and (l.until is null or b.d < l.until)
where b.tenure = 'current' and b.zero >= b.covered_from
