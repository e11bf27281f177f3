using CraneAnomaly.Simulator.Traffic.Attacks;
using CraneAnomaly.Simulator.Traffic.Cranes;

namespace CraneAnomaly.Simulator.Traffic.Months;

/// <summary>
/// A port over days and weeks: cranes that work, who asks them, what else is on the network, visits under permits, and
/// attacks. Its traffic is made while it is read, stretch by stretch; memory does not grow with its length.
/// </summary>
internal sealed class PortMonth
{
    private readonly MonthOptions _options;
    private readonly SimulatedPort _port;
    private readonly MonthSchedule _schedule;
    private readonly List<MarkedFrame> _marked = [];
    private readonly List<TrafficEvent> _events = [];
    private int _scenes;
    private bool _isOver;

    public PortMonth(MonthOptions options)
    {
        _options = options;
        _port = new(new()
        {
            Cranes = options.Cranes,
            Start = options.Start,
            Duration = options.Duration,
            RateHz = options.RateHz,
            Seed = options.Seed,
            IsLossless = true,
        });
        Traffic = new([.. _port.Nameplates.Select(plate => plate.Id)], options.StartNs, options.Seed, new(Stream.Null), options.Pace);
        _schedule = new(this, options);
    }

    public PortTraffic Traffic { get; }

    public SimulatedPort Port => _port;

    /// <summary>Work that was allowed, as it was written before it began.</summary>
    public IReadOnlyList<SimulatedPermit> Permits => _schedule.Permits;

    /// <summary>What should be found.</summary>
    public IReadOnlyList<MonthAttack> Attacks => _schedule.Attacks;

    /// <summary>Every frame of the stretch that is read that belongs to a scene, in the order of the frames.</summary>
    public IReadOnlyList<MarkedFrame> Marked => _marked;

    /// <summary>Frames of the stretch so far.</summary>
    public int Frames => Traffic.File.Frames;

    /// <summary>The traffic from where the last stretch ended to a time, as a capture; read one stretch after the other.</summary>
    public MonthStream Until(long endNs)
    {
        _marked.Clear();
        var buffer = new MemoryStream();
        Traffic.File = new(buffer, Mark);
        return new(buffer, () => Advance(endNs));
    }

    /// <summary>A scene for somebody's act.</summary>
    public AttackScene Scene(int crane, long start, long end) =>
        new(Traffic, _events, _scenes++, _port.Nameplates[crane].Id, crane, start, end, 0);

    /// <summary>What a scene begun with <see cref="AttackScene.Label"/> should be found as.</summary>
    public SimulatedEvent EventOf(AttackScene scene) => _events.First(e => e.Mark == $"{scene.Number}/0").Event;

    private bool Advance(long endNs)
    {
        if (_isOver || Traffic.NowNs >= endNs) return false;
        if (_port.Next(out var sample))
        {
            Traffic.Update(sample);
            return true;
        }

        _isOver = true;
        Traffic.Complete(_options.EndNs);
        return false;
    }

    private void Mark(int frame, string mark) => _marked.Add(new(frame, int.Parse(mark.AsSpan(0, mark.IndexOf('/')))));
}
