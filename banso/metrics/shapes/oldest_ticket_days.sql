-- Age of the oldest ticket open at the end of the day.
select b.account, b.day,
    case when b.day >= b.tickets_from then (b.day - min(t.opened_on))::bigint end as value
from in_tenure('current') as b
left join tickets as t
    on t.account = b.account and t.opened_on <= b.day
    and (t.closed_on is null or t.closed_on > b.day)
    and ($severity::varchar is null or t.severity = $severity::varchar)
group by b.account, b.day, b.tickets_from
