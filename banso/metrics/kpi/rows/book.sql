-- One row an account that was there at the end of $first or of $last, at the exchange rates of $first.
-- m: MRR with what awaits renewal, s: without it, c1: the end at its own rates. `grown`, `shrunk`:
-- movements net by account and month.
with ends as (
    select account,
        sum(mrr) filter (day = $first) as m0, sum(mrr - pending) filter (day = $first) as s0,
        sum(mrr) filter (day = $last) as m1, sum(mrr - pending) filter (day = $last) as s1,
        sum(paused) filter (day = $last) as p1, count(*) filter (day = $last) > 0 as there1,
        sum(mrr) filter (day in (select day from k_month_ends)) as realised
    from k_points group by account
), net as (
    select account, month, any_value(month_class) as class, sum(amount_minor) as amount
    from {mrr_movements}
    where day > $first and day <= $last and class not in ('fx', 'adjustment')
    group by account, month, month_class
), moved as (
    select account, sum(amount) filter (class = 'expansion') as grown,
        -sum(amount) filter (class in ('contraction', 'churn')) as shrunk
    from net group by account
), sold as (
    select account,
        sum(amount_minor) filter (reason in ('upsell', 'seats')) as upsell,
        sum(amount_minor) filter (reason = 'cross_sell') as cross_sell
    from {mrr_movements}
    where day > $first and day <= $last and class = 'expansion'
    group by account
)
select e.account, coalesce(m0, 0) as m0, coalesce(s0, 0) as s0, coalesce(m1, 0) as m1,
    coalesce(s1, 0) as s1, there1, coalesce(s1, 0) > 0 or coalesce(p1, 0) > 0 as strict1,
    coalesce(c.mrr, 0) as c1, coalesce(realised, 0) as realised,
    (select count(*) from k_month_ends) as month_ends, coalesce(grown, 0) as grown,
    coalesce(shrunk, 0) as shrunk, coalesce(upsell, 0) as upsell,
    coalesce(cross_sell, 0) as cross_sell
from ends as e
left join k_current as c on c.account = e.account
left join moved on moved.account = e.account
left join sold on sold.account = e.account
