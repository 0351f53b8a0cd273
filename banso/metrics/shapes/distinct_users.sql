-- Distinct users with such an event in the window.
-- Each is counted from a day it was seen until the day before it is seen again or leaves the
-- window, so that it stands once in every day's number.
with days as (
    select distinct account, source, user_key, day
    from seen
    where user_key is not null and name in (select unnest($names::varchar[]))
        and day > $first::date - $window::int
),
spans as (
    select account, day, greatest(day, $first::date) as begins,
        least(
            coalesce(lead(day) over (partition by account, source, user_key order by day) - 1, $last::date),
            day + ($window::int - 1), $last::date
        ) as ends
    from days
),
spread as (
    select account, day, begins + unnest(range(ends - begins + 1))::int as at
    from spans where ends >= begins
),
counted as (
    select b.account, b.day, count(*) as n
    from spread as s join in_tenure($tenure) as b on b.account = s.account and b.day = s.at
    where s.day >= b.since
    group by b.account, b.day
)
select b.account, b.day,
    case when greatest(b.day - ($window::int - 1), b.zero) >= b.covered_from
        then coalesce(c.n, 0)::bigint end as value
from in_tenure($tenure) as b
left join counted as c on c.account = b.account and c.day = b.day
