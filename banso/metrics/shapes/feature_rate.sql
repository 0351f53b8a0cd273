-- Entitled features with such an event in the window, as a share of the features entitled to.
-- Each is counted from a day it was seen until the day before it is seen again or leaves the
-- window, so that it stands once in every day's number.
with days as (
    select distinct s.account, f.feature, s.day
    from seen as s join features as f on f.name = s.name
    where s.name in (select unnest($names::varchar[]))
        and day > $first::date - $window::int
),
spans as (
    select account, feature, day, greatest(day, $first::date) as begins,
        least(
            coalesce(lead(day) over (partition by account, feature order by day) - 1, $last::date),
            day + ($window::int - 1), $last::date
        ) as ends
    from days
),
spread as (
    select account, feature, day, begins + unnest(range(ends - begins + 1))::int as at
    from spans where ends >= begins
),
counted as (
    select b.account, b.day, count(*) as n
    from spread as s join in_tenure($tenure) as b on b.account = s.account and b.day = s.at
    left join entitled as e on e.entitlement = b.entitlement and e.feature = s.feature
    where s.day >= b.since and (b.entitlement is null or e.feature is not null)
    group by b.account, b.day
),
sizes as (select entitlement, count(*) as n from entitled group by entitlement),
every as (select count(distinct feature) as n from features)
select b.account, b.day,
    case when greatest(b.day - ($window::int - 1), b.zero) >= b.covered_from
        then coalesce(c.n, 0)::double
            / nullif(case when b.entitlement is null then a.n else coalesce(z.n, 0) end, 0)
    end as value
from in_tenure($tenure) as b
cross join every as a
left join sizes as z on z.entitlement = b.entitlement
left join counted as c on c.account = b.account and c.day = b.day
