namespace CraneAnomaly.Sinks.Formats;

/// <summary>Names of device identification objects (Modbus Application Protocol V1.1b3, 6.21).</summary>
internal static class DeviceObjects
{
    /// <summary>The name in lower_snake_case, or empty for a reserved or private object.</summary>
    public static ReadOnlySpan<byte> Name(byte id) => id switch
    {
        0 => "vendor_name"u8,
        1 => "product_code"u8,
        2 => "major_minor_revision"u8,
        3 => "vendor_url"u8,
        4 => "product_name"u8,
        5 => "model_name"u8,
        6 => "user_application_name"u8,
        _ => default,
    };
}
