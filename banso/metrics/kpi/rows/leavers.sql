-- One row an account that left after $first and by $last: the last time it did.
with gone as (
    select account, max(day) as left_on from {mrr_movements}
    where class = 'churn' and day > $first and day <= $last group by account
), back as (
    select m.account, min(m.day) as back_on from {mrr_movements} as m
    join gone as g on g.account = m.account
    where m.class = 'reactivation' and m.day > g.left_on and m.day <= $last group by m.account
), asked as (
    select account, {exit_interview_on} as interview_on from {metric_days} where day = $last
)
select g.account, g.left_on, b.back_on is not null as returned,
    case when b.back_on is null and (select count(interview_on) from asked) > 0
        then coalesce(a.interview_on is not null, false) end as interviewed,
    cast(null as boolean) as green_before
from gone as g left join back as b on b.account = g.account
left join asked as a on a.account = g.account
