using CraneAnomaly.Detectors.Clocks;
using CraneAnomaly.Detectors.Commands;
using CraneAnomaly.Detectors.Devices;
using CraneAnomaly.Detectors.Leaks;
using CraneAnomaly.Detectors.Sessions;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Hardware;

namespace CraneAnomaly.Detectors.Network;

/// <summary>What a baseline knows of the network; nothing without one.</summary>
internal readonly record struct LearnedNetwork(SessionReference? Sessions, DeviceReference? Devices, LeakReference? Leaks, TimeReference? Time = null)
{
    /// <summary>Who commanded a controller besides its master while learning, and who that is; null for nobody.</summary>
    public IReadOnlyDictionary<(IpAddress Client, IpAddress Server), IpAddress>? Seconds { get; init; }

    /// <summary>What is usual of finished sessions; null without models.</summary>
    public SessionShape? Shape { get; init; }

    /// <summary>Reads what <see cref="Save"/> wrote; a baseline of before it was written knows nothing.</summary>
    public static LearnedNetwork Load(ref StateReader reader) =>
        reader.Remaining == 0 ? default : new(
            SessionReference.Load(ref reader), DeviceReference.Load(ref reader), LeakReference.Load(ref reader),
            reader.Remaining == 0 ? null : TimeReference.Load(ref reader));

    /// <summary>Writes it.</summary>
    public void Save(StateWriter writer)
    {
        Sessions?.Save(writer);
        Devices?.Save(writer);
        Leaks?.Save(writer);
        Time?.Save(writer);
    }

    /// <summary>Who commanded a controller besides its master, and who that is, by what was learned of commands.</summary>
    public static Dictionary<(IpAddress Client, IpAddress Server), IpAddress> SecondMasters(CommandReference commands) =>
        commands.Polls.SecondMasters().Where(second => second is { Client: > 0, Server: > 0, Main: > 0 }).ToDictionary(
            second => (commands.Assets.Address(second.Client), commands.Assets.Address(second.Server)), second => commands.Assets.Address(second.Main));

    /// <summary>How far it is learned.</summary>
    public IEnumerable<string> Readiness()
    {
        if (Sessions is { } sessions)
        {
            yield return $"remote sessions: {sessions.Conversations} conversations learned, {sessions.OutsideCount} endpoints outside; "
                + $"rare hours: {sessions.ReadyProfiles} of those who came are known well enough ({HourProfile.Fewest} sessions over {HourProfile.FewestDays} days)";
        }

        if (Devices is { } devices)
            yield return $"devices: {devices.Count} learned, and {devices.Masters} pairs of a master and its controller";
        if (Leaks is { } leaks) yield return $"cargo data: container numbers go between {leaks.Pairs} pairs of hosts";
        if (Time is { } time) yield return $"time: {time.Count} sources learned";
    }

    /// <summary>What somebody has to sign off: who was outside, cellular hardware.</summary>
    public IEnumerable<(string Kind, string Subject, string Text)> Doubts()
    {
        foreach (var (address, how) in Sessions?.Outside ?? []) yield return ("external-endpoint", address.ToString(), $"{address} {how}");
        foreach (var (mac, address) in Devices?.All ?? [])
        {
            if (CellularMakers.Find(mac) is { } maker)
                yield return ("cellular-hardware", mac.ToString(), $"a device of {maker}, a maker of cellular routers and modems, spoke as {address}");
        }
    }
}
