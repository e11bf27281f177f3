using CraneAnomaly.Alerts;

namespace CraneAnomaly.Extensions.Hosting;

/// <summary>One state of an alert, ready to be sent.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="Format">The format that the receiver asked for, such as <c>ocsf</c>.</param>
/// <param name="Body">The alert in that format: UTF-8, one line with its end. It stays valid.</param>
public sealed record AlertMessage(Alert Alert, string Format, ReadOnlyMemory<byte> Body);
