using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats.Summary;

/// <summary>What identifies a link: who asks, and the service asked.</summary>
internal readonly record struct LinkKey(IpAddress Client, IpAddress Server, ushort Port, byte IpProtocol);
