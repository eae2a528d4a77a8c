merge into category (id, name) values
	(1, 'Kitchen'),
	(2, 'Garden');

merge into product (id, name, price, stock, category_id) values
	(1, 'Kettle', 29.90, 12, 1),
	(2, 'Toaster', 39.50, 7, 1),
	(3, 'Spade', 24.00, 30, 2),
	(4, 'Watering can', 15.80, 25, 2);
