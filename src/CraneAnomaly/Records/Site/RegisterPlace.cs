namespace CraneAnomaly.Records.Site;

/// <summary>A register, coil or discrete input of a Modbus server.</summary>
/// <param name="Server">The server's address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Unit">The unit behind it.</param>
/// <param name="Table">Which table.</param>
/// <param name="Address">Zero-based, as on the wire.</param>
public readonly record struct RegisterPlace(IpAddress Server, ushort Port, byte Unit, RegisterTable Table, ushort Address);
