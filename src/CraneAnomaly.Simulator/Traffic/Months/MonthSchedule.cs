using static CraneAnomaly.Simulator.Traffic.Agenda;

namespace CraneAnomaly.Simulator.Traffic.Months;

/// <summary>When what happens at a port: what was agreed all the time, and the attacks one after the other.</summary>
internal sealed class MonthSchedule
{
    private const long Hour = 3_600 * Second, Day = 24 * Hour;

    private readonly MonthOptions _options;
    private readonly Noise _noise;
    private readonly Visits _visits;
    private readonly QuietAttacks _attacks;

    public MonthSchedule(PortMonth month, MonthOptions options)
    {
        (_options, _noise) = (options, month.Traffic.Noise(-7_000));
        _visits = new(month);
        _attacks = new(month, _visits, new(month.Traffic, options.StartNs));
        Agree();
        if (options.Plan == MonthPlan.Attacks) Attack();
        if (options.Plan == MonthPlan.Compromised) BuiltIn.Enter(month, options);
    }

    public IReadOnlyList<SimulatedPermit> Permits => _visits.Permits;

    public IReadOnlyList<MonthAttack> Attacks => _attacks.All;

    // Days differ: who comes, comes in working hours, every second or third day, or once a week.
    private void Agree()
    {
        for (long at = _options.StartNs + 9 * Hour; at < _options.EndNs - 2 * Hour; at += _noise.Between(1, 3) * Day)
            _visits.Vend(Crane(), at + _noise.Between(0, 8 * 3_600) * Second, _noise.Between(300, 900) * Second);
        for (long at = _options.StartNs + 34 * Hour; at < _options.EndNs - 10 * Hour; at += _noise.Between(4, 6) * Day)
            _visits.Engineer(Crane(), at + _noise.Between(0, 6 * 3_600) * Second);
        for (long at = _options.StartNs + 4 * Day + 5 * Hour; at < _options.EndNs - Hour; at += 14 * Day) _visits.Restart(at);
    }

    // The order is one of chance; those that last reach into those that follow.
    private void Attack()
    {
        var kinds = (_options.Kinds ?? Enum.GetValues<MonthAttackKind>()).ToArray();
        for (int i = kinds.Length - 1; i > 0; i--)
        {
            int other = (int)_noise.Between(0, i);
            (kinds[i], kinds[other]) = (kinds[other], kinds[i]);
        }

        // Whoever lasts for a day or for two hundred moves begins while there is time.
        kinds = [.. kinds.OrderByDescending(QuietAttacks.Lasts)];
        long first = _options.LearnedNs + Hour, step = (_options.EndNs - Hour - first) / Math.Max(1, kinds.Length);
        for (int i = 0; i < kinds.Length; i++)
            _attacks.Enter(kinds[i], Crane(), first + i * step + _noise.Between(0, step / 3 / Second) * Second, _options.EndNs - Hour / 2);
    }

    private int Crane() => (int)_noise.Between(0, _options.Cranes - 1);
}
