namespace CraneAnomaly.Simulator.Traffic.Attacks;

/// <summary>Something that is to be seen in the traffic.</summary>
/// <param name="Event">What should be found.</param>
/// <param name="Mark">Under what its frames are marked.</param>
internal sealed record TrafficEvent(SimulatedEvent Event, string Mark);
