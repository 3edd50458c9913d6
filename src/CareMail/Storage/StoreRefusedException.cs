namespace CareMail.Storage;

/// <summary>The store cannot be opened as things are. The message tells the operator why and what to do.</summary>
public class StoreRefusedException(string message) : Exception(message);
