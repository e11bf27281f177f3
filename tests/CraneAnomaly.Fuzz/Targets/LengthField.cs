namespace CraneAnomaly.Fuzz.Targets;

/// <summary>How a format writes lengths, so that mutations can hit them.</summary>
/// <param name="Bytes">Width: 2 or 4.</param>
/// <param name="BigEndian">Byte order.</param>
/// <param name="Overhead">Bytes of a message that its length does not count (6 for Modbus/TCP).</param>
internal readonly record struct LengthField(int Bytes, bool BigEndian, int Overhead);
