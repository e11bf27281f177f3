namespace CraneAnomaly.Simulator.Writers.Site;

/// <summary>The truth about one event, and where in the traffic it is to be seen.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Input">The capture in which it is seen; null where telemetry alone shows it.</param>
/// <param name="First">First frame in it, from 1.</param>
/// <param name="Last">Last frame in it.</param>
internal sealed record Label(SimulatedEvent Event, string? Input = null, int First = 0, int Last = 0);
