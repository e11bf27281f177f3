using CraneAnomaly.Simulator.Cranes;

namespace CraneAnomaly.Simulator.Operators;

/// <summary>
/// Mechanics who use the hours between two vessels: under a permit, in maintenance mode, with the crane's own radio
/// pendant, they run the hoist up and down slowly.
/// </summary>
internal sealed class MaintenanceCrew(SimulatedCrane crane, ulong seed, ICollection<SimulatedPermit> permits,
    long startNs)
{
    private const double Chance = 0.4;
    private const double ComesAfter = 1200;
    private const double Stays = 2400;
    private const double RunTime = 12;
    private const double RunEvery = 90;
    private const double Paper = 600;

    private readonly RandomStream _random = new(seed, crane.Index, RandomPurpose.Faults);
    private bool _comes;
    private double _since = -1;
    private int _permit;

    /// <summary>At work on the crane.</summary>
    public bool IsOn { get; private set; }

    /// <summary>Of the pendant that belongs to the crane.</summary>
    public string RadioId { get; } = $"R-{4100 + crane.Index}";

    /// <summary>One step while the crane is stowed; true while the crew has it.</summary>
    public bool Step(double time, double stowed, Sticks sticks)
    {
        double began = Math.Round(time - stowed);
        if (Math.Abs(began - _since) > 2)
        {
            _since = began;
            double next = crane.Berth.Arrives - began;
            _comes = _random.Uniform() < Chance && next > ComesAfter + Stays + Paper;
            if (_comes) Announce(began + ComesAfter);
        }

        double at = stowed - ComesAfter;
        bool was = IsOn;
        IsOn = _comes && at is >= 0 and < Stays;
        if (was && !IsOn) sticks.ReleaseAll();
        if (!IsOn) return false;
        double run = at % (2 * RunEvery);
        bool up = run < RunEvery;
        sticks.Push(0, run % RunEvery < RunTime && at > Paper && at < Stays - Paper ? (up ? 0.2 : -0.2) : 0);
        return true;
    }

    private void Announce(double from)
    {
        _permit++;
        long fromNs = startNs + (long)((from - Paper) * 1e9);
        long toNs = startNs + (long)((from + Stays + Paper) * 1e9);
        permits.Add(new(
            $"PW-{crane.Id}-{_permit:00}", crane.Id, "maintenance crew", "hoist", "10.20.7.20", "read;mode", fromNs,
                toNs,
            "shift lead"));
    }
}
